"""Everything that is said or recognised in a language, as data: one folder a language.

``texts.toml`` what the assistant says; ``commands.toml`` names, sentences and help of each command; ``cues.toml`` the words by which the reader
tells what a message means, ``shapes.toml`` what stands around them; ``dates.toml`` and ``numbers.toml`` the words of dates and of money. A new
language is a new folder, and no Python.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and (path / "texts.toml").exists()))


@cache
def load(language: str, name: str) -> dict[str, Any]:
    """The data of ``<language>/<name>.toml``; raises FileNotFoundError for a language that is not there."""
    with (FOLDER / language / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
