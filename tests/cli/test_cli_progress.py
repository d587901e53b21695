"""How a batch shows: whatever files are called."""

from io import StringIO

import pytest
from rich.console import Console

from redactkit.batch import Event
from redactkit.cli import progress as cli_progress
from redactkit.cli.progress import Board

NAMES = ("[red]a.png", "x[/b].png", "[/]", "\u5f20\u4e09[bold].png")


@pytest.mark.parametrize("name", NAMES)
def test_brackets_in_a_name_are_shown_as_they_are(monkeypatch, name):
    screen = Console(file=StringIO(), force_terminal=True, width=100)
    monkeypatch.setattr(cli_progress, "err", screen)

    with Board(as_json=False) as board:
        board.tell(Event(kind="begin", files=1, bytes=5))
        board.tell(Event(kind="started", name=name, medium="image", bytes=5))
        board._bar.refresh()

    assert f"{name} 0 s" in screen.file.getvalue()
