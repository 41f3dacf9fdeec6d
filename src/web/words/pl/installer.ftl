# Strony: installer.
