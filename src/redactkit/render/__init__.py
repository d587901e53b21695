"""Covers on RGB pictures and on YUV planes."""
