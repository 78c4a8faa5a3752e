"""Commands that other packages add to `helmline`, found by the entry-point group `helmline.commands`.

The library never imports who adds them: a name is looked up only where the library has no such command, and
what it stands for is loaded only when it is called. An added command is a function that takes the words
after its name and returns an exit code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

GROUP: Final = "helmline.commands"

Command = Callable[[Sequence[str]], int]


def names() -> list[str]:
    """Return the names of the added commands, without loading any."""
    from importlib.metadata import entry_points  # takes longer than all the rest of `helmline --help`

    return sorted(entry_points(group=GROUP).names)


def find(name: str) -> Command | None:
    """Load an added command, or return None where nobody adds one of that name."""
    from importlib.metadata import entry_points

    command: Command | None = next((entry.load() for entry in entry_points(group=GROUP, name=name)), None)
    return command


def listed() -> str:
    """Return a paragraph of help that names the added commands, or nothing where there are none."""
    added = names()
    if not added:
        return ""
    return f"\nthe application's commands: {', '.join(added)} (`helmline COMMAND --help` says more)\n"
