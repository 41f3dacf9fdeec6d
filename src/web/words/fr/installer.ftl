# Pages : installer.
