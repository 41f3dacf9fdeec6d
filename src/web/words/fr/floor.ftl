# Pages : floor.
