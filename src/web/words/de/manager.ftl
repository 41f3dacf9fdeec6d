# Seiten: manager.
