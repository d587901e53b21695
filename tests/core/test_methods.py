import pytest
from hypothesis import given

from redactkit.core.errors import PolicyError
from redactkit.core.methods import (
    Fill,
    Frozen,
    Label,
    Pixelate,
    is_soft,
    method_from_mapping,
    method_to_mapping,
)
from strategies import methods


@given(methods)
def test_a_method_survives_its_table(method):
    assert method_from_mapping(method_to_mapping(method), Fill()) == method


@pytest.mark.parametrize("method", [Frozen, Pixelate])
@pytest.mark.parametrize("cells", [0, 5, 100])
def test_more_than_four_cells_are_refused(method, cells):
    with pytest.raises(ValueError, match="1 to 4"):
        method(cells)


@pytest.mark.parametrize("method", [Fill, Label])
@pytest.mark.parametrize("color", [(256, 0, 0), (0, -1, 0), (0, 0), (0.5, 0, 0)])
def test_what_is_no_color_is_refused(method, color):
    with pytest.raises(ValueError, match="0 to 255"):
        method(color)


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"method": "blur"}, "method must be one of fill, label, frozen, pixelate"),
        ({"method": "fill", "cells": 3}, "cells does not go with"),
        ({"method": "fill", "color": "red"}, "#rrggbb"),
        ({"method": "frozen", "cells": 9}, "1 to 4"),
    ],
)
def test_a_wrong_table_is_named(table, named):
    with pytest.raises(PolicyError, match=named):
        method_from_mapping(table, Fill())


def test_softness():
    assert [is_soft(m) for m in (Fill(), Label(), Frozen(), Pixelate())] == [0, 0, 1, 1]
