"""Hypothesis strategies for the values of redactkit."""

from __future__ import annotations

from hypothesis import strategies as st

from redactkit.core.findings import Detection, Finding, Kind, Sighting
from redactkit.core.geometry import Box
from redactkit.core.methods import Fill, Frozen, Label, Pixelate

coordinates = st.floats(-60, 160, allow_nan=False, width=32)
sizes = st.floats(0, 90, allow_nan=False, width=32)
scores = st.floats(0, 1, allow_nan=False)
colors = st.tuples(*[st.integers(0, 255)] * 3)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    left, top = draw(coordinates), draw(coordinates)
    return Box(left, top, left + draw(sizes), top + draw(sizes))


opaque = st.one_of(st.builds(Fill, colors), st.builds(Label, colors))
soft = st.one_of(st.builds(Frozen, st.integers(1, 4)), st.builds(Pixelate, st.integers(1, 4)))
methods = st.one_of(opaque, soft)


@st.composite
def findings(draw: st.DrawFn, kind: Kind | None = None, frames: int = 12) -> Finding:
    indices = draw(st.sets(st.integers(0, frames - 1), min_size=1, max_size=frames))
    sightings = tuple(
        Sighting(frame=frame, box=draw(boxes()), score=draw(st.one_of(st.none(), scores)))
        for frame in sorted(indices)
    )
    return Finding(
        kind=kind or draw(st.sampled_from(Kind)),
        detector="test-1",
        rule=draw(st.sampled_from(["", "slot", "second"])),
        alias=draw(st.sampled_from(["", "顾客A", "[电话]"])),
        sightings=sightings,
    )


@st.composite
def detections(draw: st.DrawFn, kind: Kind = Kind.FACE) -> Detection:
    return Detection(kind=kind, box=draw(boxes()), score=draw(scores), detector="test-1")
