# Pages of: installer.
