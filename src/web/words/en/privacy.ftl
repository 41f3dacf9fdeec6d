# Pages of: privacy.
