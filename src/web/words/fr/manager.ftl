# Pages : manager.
