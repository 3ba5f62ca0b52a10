"""The grammar's data: every category that a shape names can occur, every word can be used, every level is run."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handlers.locales import FOLDER, load
from handlers.parsing.dates import LEVELS, festivals
from handlers.parsing.dates.lexicon import lexicon
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
