# Strony: manager.
