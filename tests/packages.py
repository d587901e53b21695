"""A package that brings face detectors by entry points, laid into a folder of the path."""

from redactkit.detect.registry import GROUP

CODE = """
class Mine:
    name = 'mine-1'
    def __init__(self, threads): self.threads = threads
    def detect(self, frames): return [[] for _ in frames]
def broken(threads): raise OSError('no such model')
"""


def lay(folder):
    """Lay it there: ``mine`` finds nothing, ``broken`` does not load, and ``yunet`` is taken."""
    folder.mkdir(exist_ok=True)
    (folder / "brought.py").write_text(CODE, encoding="utf-8")
    facts = folder / "brought-1.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: brought\nVersion: 1\n")
    (facts / "entry_points.txt").write_text(
        f"[{GROUP}]\nmine = brought:Mine\nbroken = brought:broken\nyunet = brought:Mine\n"
    )
