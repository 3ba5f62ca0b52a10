"""The grammar's data: every category that a shape names can occur, every word can be used, every level is run."""

import tomllib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from itertools import islice, product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.locales import FOLDER, load
from handlers.parsing.dates import LEVELS, festivals
from handlers.parsing.dates.answers import Range, When
from handlers.parsing.dates.clocks import Clock
from handlers.parsing.dates.days import Days, Fixed, Months, Now, Weekday
from handlers.parsing.dates.digits import ImpossibleDateError
from handlers.parsing.dates.lengths import Length
from handlers.parsing.dates.lexicon import lexicon
from handlers.parsing.dates.parts import Nth, Several
from handlers.parsing.dates.shapes import MAKERS, Node, grammar, shared

LANGUAGES = sorted(path.parent.name for path in FOLDER.glob("*/dates.toml"))
LEXER = {
    "start",
    "end",
    "stop",
    "comma",
    "dash",
    "slash",
    "bracket",
    "other",
    "han",
    "word",
    "name",
    "opaque",
    "number",
    "year",
    "padded",
    "pair",
    "two_numbers",
}
LEXER |= {"run_clock", "dot_clock", "decimal", "year_month", "clock", "date", "moment", "compact_date", "slashed", "numbered"}
LEXER |= {"quarter_number", "half_number", "short_year", "fiscal", "short_clock", "two_numbers", "digits", "plus", "possessive", "pause"}
MADE = {"date", "when", "range", "clock", "length", "two_lengths", "month_count", "nth", "rank", "number", "ordinal"}
CONTEXT = ("only_next", "unless_next", "only_previous", "unless_previous")
FINAL = {"none", "aside", "or", "every", "before", "after", "before_suffix", "after_suffix", "on", "the", "since", "since_suffix"}
"""Categories that the code itself asks for, or that only keep their words from being others."""


def rules() -> Iterator[dict[str, Any]]:
    for data in (shared(), *(load(language, "dates") for language in LANGUAGES)):
        yield from data["rules"]


def named(rule: dict[str, Any]) -> set[str]:
    items = [item.rstrip("?").rpartition("=")[2] for shape in rule["shapes"] for item in shape.replace(">", " ").split()]
    return {category for item in items for category in item.split("|")} | {word for key in CONTEXT for word in rule.get(key, "").split()}


def words() -> set[str]:
    found = lexicon()
    entries = [entry for entries in found.spaced.values() for entry in entries] + [entry for pairs in found.joined.values() for _, entry in pairs]
    glued = [tokens for pairs in found.glued.values() for _, tokens in pairs]
    return {category for tokens in [*(entry.tokens for entry in entries), *glued] for kinds in tokens for category in kinds}


def test_every_category_that_a_shape_names_can_occur() -> None:
    assert set().union(*map(named, rules())) <= words() | LEXER | MADE


def test_every_word_can_be_used() -> None:
    assert words() <= set().union(*map(named, rules())) | FINAL


def test_every_level_is_run_and_every_maker_used() -> None:
    assert set(grammar()) == set(LEVELS)
    assert {rule["make"] for rule in rules()} == set(MAKERS)


def test_every_holiday_has_a_day_every_year() -> None:
    for key in shared()["festivals"]:
        for country in ("", "US", "CN", "SG", "IN", "GB"):
            recipe, length = festivals.recipe_of(key, country)
            assert length >= 1
            for year in (2026, 2027, 2030):
                assert festivals.day_by(recipe, year) is not None, (key, country, year)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_holiday_word_has_a_recipe(language: str) -> None:
    with (FOLDER / language / "dates.toml").open("rb") as file:
        assert set(tomllib.load(file)["words"]["festival"]) <= set(shared()["festivals"])


def test_the_files_are_beside_the_code() -> None:
    assert Path(festivals.__file__).with_name("shapes.toml").exists()


def test_no_two_rules_claim_the_same_shape() -> None:
    claimed: dict[tuple[object, ...], str] = {}
    for level, root in grammar().items():
        todo: list[tuple[tuple[str, ...], Node]] = [((level,), root)]
        while todo:
            path, node = todo.pop()
            todo += [((*path, category), following) for category, following in node.next.items()]
            for rule, _ in node.rules:
                beside = (rule.only_next, rule.unless_next, rule.only_previous, rule.unless_previous)
                key = (*path, beside, rule.make, tuple(sorted(rule.fixed.items())))
                assert claimed.setdefault(key, rule.name) == rule.name, path


DAY = Fixed(Days(date(2026, 12, 1), date(2026, 12, 1)))
MONTH = Fixed(Days(date(2026, 12, 1), date(2026, 12, 31), "month"))
SAMPLES: dict[str, list[Any]] = {
    **{key: [0, 3, 26, 3000] for key in ("number", "digits", "padded", "rank", "ordinal", "numbered")},
    **{key: [2027] for key in ("year", "short_year", "fiscal")},
    **{key: [Clock(3), Clock(15, 0, "24")] for key in ("clock", "run_clock", "dot_clock", "short_clock")},
    **{key: [DAY] for key in ("compact_date", "slashed")},
    "quarter_number": [1, 4],
    "half_number": [1],
    "decimal": ["12.5", "100.2"],
    "year_month": [MONTH],
    "moment": [(DAY, Clock(3))],
    "two_numbers": [(3, 4)],
    "date": [DAY, MONTH, Weekday(3), Months(3)],
    "when": [When(DAY), When(DAY, clock=Clock(3))],
    "range": [Range(When(Months(3)), When(Months(5))), Range(When(clock=Clock(3)), When(clock=Clock(5)))],
    "length": [Length(days=3), Length(seconds=60, grain="minute")],
    "two_lengths": [[Length(days=2), Length(days=3)]],
    "month_count": [Length(months=2, grain="month")],
    "nth": [Nth(1, Weekday(2)), Several(1, Length(days=3))],
}
"""What tokens of the kinds that no word has may be worth."""


def worth() -> dict[str, list[Any]]:
    found = lexicon()
    entries = [entry for entries in found.spaced.values() for entry in entries] + [entry for pairs in found.joined.values() for _, entry in pairs]
    values: dict[str, list[Any]] = {}
    for kinds in (kinds for entry in entries for kinds in entry.tokens):
        for category, value in kinds.items():
            if value not in values.setdefault(category, []) and len(values[category]) < 3:
                values[category].append(value)
    return values | SAMPLES


MOST_MAKE = 0.9
"""The others want values that agree with each other, which the samples do not: they are only shown not to fail."""


def test_every_maker_takes_what_its_shapes_give_it() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    now, values = Now(datetime(2026, 11, 23, 10, tzinfo=zone), zone), worth()
    makes: dict[str, bool] = {}
    for root in grammar().values():
        todo: list[tuple[tuple[str, ...], Node]] = [((), root)]
        while todo:
            path, node = todo.pop()
            todo += [((*path, category), following) for category, following in node.next.items()]
            for rule, slots in node.rules:
                for given in islice(product(*(values.get(category, [""]) for category in path)), 20):
                    makes.setdefault(rule.name, False)
                    with suppress(ImpossibleDateError, OverflowError, ValueError):
                        makes[rule.name] |= rule.make({**dict(zip(slots, given, strict=True)), **rule.fixed}, now) is not None
    assert sum(makes.values()) >= MOST_MAKE * len(makes), sorted(name for name, made in makes.items() if not made)
