"""What rules and model find in annotated pictures, and whether it is true, for `training.calibrate`.

``python -m training.evidence TRUTH IMAGES READ HEAD ONLY OUT``: HEAD must not have seen the
pictures of ONLY (a JSON list of files). OUT gets one row for each finding: picture, family,
rule, log odds, whether it is true, whether it covers text that stays.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from redactkit.core.findings import Kind
from redactkit.core.geometry import Box
from redactkit.layout.chat_detector import ChatDetector, _page
from redactkit.layout.name_positions import name_candidates
from redactkit.layout.page_evidence import evidence_of, seen_by_model
from redactkit.layout.page_map import map_page
from redactkit.layout.segmentation import segment
from redactkit.models.page_model import PageModel
from redactkit.models.rapidocr import RapidOcr
from training.annotated import pages

NAMES = ("NICKNAME", "NAME", "WECHAT_ID", "PHONE", "QQ", "OTHER_ID")
"""What is rightly hidden where a name was found."""

CARRIED = 0.7
"""Evidence from which a name is looked for elsewhere."""


def rows_of(
    picture: dict[str, Any], page: Any, model: PageModel, detector: ChatDetector
) -> list[Any]:
    """Return one row for each finding in a picture; findings of what is uncertain are left out."""
    layout = _page(segment(page.pixels, page.lines), page.lines)
    seen = map_page(model, page.pixels, page.lines)
    found = seen_by_model(layout, name_candidates(layout), seen)
    sure = [one for one in found if evidence_of(one, seen).value > CARRIED]
    found += detector._again(layout, sure)  # noqa: SLF001 - no other way to what is found again
    truth = [
        (item["kind"], Box(*box), item["attrs"].get("sure") is not False)
        for item in picture["items"]
        for box in item["attrs"].get("boxes", [item["box"]])
    ]
    rows = []
    for one in found:
        if one.kind not in (Kind.NICKNAME, Kind.AVATAR):
            continue
        kinds = ("AVATAR",) if one.kind is Kind.AVATAR else NAMES
        near = [(_held(one.box, box), sure) for kind, box, sure in truth if kind in kinds]
        share, certain = max(near, default=(0.0, True))
        stays = [
            one.box.overlap(box) / max(1.0, box.area) for kind, box, _ in truth if kind == "KEEP"
        ]
        if share <= 0.5 or certain:
            weighed = evidence_of(one, seen)
            rows.append(
                (
                    picture["file"],
                    weighed.family,
                    one.rule,
                    weighed.log_odds,
                    share > 0.5,
                    max(stays, default=0.0) > 0.3,
                )
            )
    return rows


def _held(one: Box, other: Box) -> float:
    return float(one.overlap(other) / max(1e-6, min(one.area, other.area)))


def main() -> None:
    """Write the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("truth", "images", "read", "head", "only", "out"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    model, detector = PageModel(threads=1, weights=args.head), ChatDetector(RapidOcr(threads=1))
    only = set(json.loads(args.only.read_text(encoding="utf-8")))
    rows: list[Any] = []
    for picture, page in pages(args.truth, args.images, args.read):
        if picture["file"] in only:
            rows += rows_of(picture, page, model, detector)
    args.out.write_text(
        json.dumps([[bool(v) if i > 3 else v for i, v in enumerate(row)] for row in rows]),
        encoding="utf-8",
    )
    print(len(rows))


if __name__ == "__main__":
    main()
