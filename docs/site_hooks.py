"""What mkdocs asks while it builds: the page of commands, and the language of Chinese pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer.main

from redactkit.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACE = "<!-- commands -->"


def on_page_markdown(markdown: str, **_given: Any) -> str:  # noqa: ANN401 - mkdocs gives more
    """Put the commands where a page asks for them."""
    if PLACE not in markdown:
        return markdown
    return markdown.replace(PLACE, "\n".join(_commands(typer.main.get_command(app), "redactkit")))


def on_post_page(output: str, page: Any, **_given: Any) -> str:  # noqa: ANN401 - mkdocs' own
    """Say of a Chinese page that it is one: browsers choose glyphs and voices by that."""
    if not page.file.src_uri.endswith(".zh.md"):
        return output
    return output.replace('<html lang="en"', '<html lang="zh-CN"', 1)


def _commands(command: Any, name: str) -> Iterator[str]:  # noqa: ANN401 - click's, as typer has it
    if hasattr(command, "commands"):
        for part, inner in sorted(command.commands.items()):
            yield from _commands(inner, f"{name} {part}")
        return
    yield f"\n## {name}\n\n{(command.help or '').strip()}\n\n| argument or option | |\n|---|---|"
    for option in command.params:
        names = ", ".join(f"`{one}`" for one in (*option.opts, *option.secondary_opts))
        if option.param_type_name == "argument":
            names = f"`{(option.metavar or option.name).upper()}`"
        text = (getattr(option, "help", "") or "").replace("|", "\\|")
        default = option.default
        shown = "" if default in {None, False} or callable(default) else f" Default: `{default}`."
        yield f"| {names} | {text}{shown} |"
