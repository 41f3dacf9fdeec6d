# Strony: privacy.
