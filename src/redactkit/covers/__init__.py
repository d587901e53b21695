"""What is covered beside faces: heads, whole people, zones, burnt-in text."""
