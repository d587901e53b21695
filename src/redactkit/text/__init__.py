"""Rules for private values in text, statements, and the people of a case."""
