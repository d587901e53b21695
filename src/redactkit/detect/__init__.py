"""Detection in single frames: faces, codes, text in the picture, motion."""
