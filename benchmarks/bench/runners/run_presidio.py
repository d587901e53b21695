"""presidio-image-redactor with Tesseract's Chinese: ``run_presidio.py IN OUT``.

It gets redactkit's rules of text on their blank Chinese pipeline, since its own rules know no
Chinese. What it does with them, reading, placing and painting, is its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image
from presidio_image_redactor import ImageAnalyzerEngine, ImageRedactorEngine

from redactkit.text.identifiers import Identifiers


def main() -> int:
    """Redact every picture."""
    source, target = map(Path, sys.argv[1:3])
    # its own engine would download a language model
    analyzer = Identifiers()._analyzer  # noqa: SLF001
    engine = ImageRedactorEngine(image_analyzer_engine=ImageAnalyzerEngine(analyzer))
    for path in sorted(source.iterdir()):
        picture = Image.open(path).convert("RGB")
        options = {"ocr_kwargs": {"lang": "chi_sim+eng"}, "language": "zh"}
        done = engine.redact(picture, fill=(0, 0, 0), **options)
        done.save(target / path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
