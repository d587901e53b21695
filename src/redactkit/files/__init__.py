"""Files: the only modules that touch them. Atomic writes, pictures, texts, clips, model files."""
