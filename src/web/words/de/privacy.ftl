# Seiten: privacy.
