# Pages : privacy.
