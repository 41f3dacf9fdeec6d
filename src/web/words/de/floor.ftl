# Seiten: floor.
