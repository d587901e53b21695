"""A public set of drawn screenshots and clips, its scorers, and the comparison with other tools."""
