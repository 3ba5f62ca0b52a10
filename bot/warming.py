"""What is slow the first time is done beforehand, beside serving: nobody's first message waits for it."""

from __future__ import annotations

import importlib
from datetime import datetime

from bot.config import Settings
from handlers import locales
from handlers.parsing.names import KnownNames
from handlers.parsing.reader import read
from handlers.parsing.records import Surroundings

DRAWING = "matplotlib.font_manager"
"""Half a second to import, and on a machine's first start it looks at every font."""


def read_examples(settings: Settings, now: datetime) -> None:
    """Have the reader build its tables, by reading one example in each language."""
    nobody = KnownNames.build(companies=(), contacts=(), members=(), aliases={})
    around = Surroundings(now=now, zone=settings.zone, region=settings.region, currency=settings.currency, sender="", names=nobody)
    for language in locales.LANGUAGES:
        read(locales.load(language, "commands")["contact_log"]["example"], around)


def load_drawing() -> None:
    """Load what draws pictures."""
    importlib.import_module(DRAWING)
