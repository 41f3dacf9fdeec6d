# Seiten: installer.
