# Pages of: floor.
