"""What phrases mean, in both languages: ``en.toml`` and ``zh.toml``."""

import re
import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.parsing.dates import find_dates
from handlers.parsing.records import DateSpan

FOLDER = Path(__file__).parent
PLACES = {"en": ("America/New_York", "US"), "zh": ("Asia/Shanghai", "CN")}


def examples() -> list[tuple[str, str, str]]:
    found = []
    for language in PLACES:
        with (FOLDER / f"{language}.toml").open("rb") as file:
            found += [(language, text, meant) for group in tomllib.load(file).values() for text, meant in group.items()]
    return found


def told(span: DateSpan) -> str:
    moments = span.first.isoformat() if span.first == span.last else f"{span.first.isoformat()} .. {span.last.isoformat()}"
    return f"{span.direction} {moments}".strip()


@pytest.mark.parametrize(("language", "text", "meant"), examples(), ids=lambda value: value or "none")
def test_example(language: str, text: str, meant: str) -> None:
    name, region = PLACES[language]
    zone = ZoneInfo(name)
    plain = text.replace("[", "").replace("]", "")
    spans = find_dates(plain, datetime(2026, 11, 23, 10, tzinfo=zone), zone, region)
    assert "; ".join(told(span) for span in spans) == meant
    marked = re.findall(r"\[(.*?)\]", text)
    if marked:
        assert [span.text for span in spans] == marked
