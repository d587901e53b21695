"""Models, loaded by name at first use."""
