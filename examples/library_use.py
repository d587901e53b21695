"""The library in one script: pictures, a clip and a statement of one case, with an edited plan.

    python examples/library_use.py PICTURE CLIP STATEMENT OUT

Writes the finished files into OUT, with the record of the picture beside it.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import redactkit


def solid(plan: redactkit.Plan) -> redactkit.Plan:
    """Return the plan with every avatar in plain black, whatever the policy said."""
    black = redactkit.Fill(color=(0, 0, 0))
    return replace(
        plan,
        redactions=tuple(
            replace(one, method=black, reason="by hand")
            if one.finding.kind is redactkit.Kind.AVATAR
            else one
            for one in plan.redactions
        ),
    )


def main(picture: Path, clip: Path, statement: Path, out: Path) -> int:
    """Redact the three files as one case; return the exit code."""
    out.mkdir(parents=True, exist_ok=True)
    # a 400 hotline is the merchant's own; the clerk goes by what she does
    policy = redactkit.Policy(hotline=redactkit.Rule(keep=True))
    case = redactkit.Case(roles={"小雅": "店员"})
    kit = redactkit.Redactor(policy=policy, case=case)
    try:
        plan = solid(kit.plan(picture))
        done = kit.apply(plan, picture, out / "chat.png")
        kit.video(clip, out / "clip.mp4")
        text = kit.text(statement.read_text(encoding="utf-8"))
    except redactkit.LeakError as error:
        print(f"something would still be visible: {error}")
        return 3
    except redactkit.RedactError as error:
        print(f"not done: {error}")
        return 1
    (out / "chat.record.json").write_text(done.record.to_json(), encoding="utf-8")
    print(text.media)
    for item in done.record.removed:
        print(item.kind, item.alias or "-", item.reason)
    print("risks that stay:", *done.record.residual_risks)
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:5])))
