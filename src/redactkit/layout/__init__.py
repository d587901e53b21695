"""The layout of screenshots: segmentation, chat rows, avatars, names."""
