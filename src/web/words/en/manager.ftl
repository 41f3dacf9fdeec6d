# Pages of: manager.
