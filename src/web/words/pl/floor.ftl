# Strony: floor.
