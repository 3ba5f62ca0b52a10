"""Every language says the same things: the same keys with the same placeholders, and help for every command."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from conftest import NOW

from handlers import features, locales, texts
from handlers.commands import QUERIES, SLASHES, VERBS, WRITERS
from handlers.parsing.names import KnownContact, KnownNames
from handlers.parsing.reader import read
from handlers.parsing.records import Surroundings
from handlers.slashes import slash_commands

features.load()
PLURALS = {"zero", "one", "two", "few", "many", "other"}
OTHERS = tuple(language for language in locales.LANGUAGES if language != "en")


def sentences(node: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """The sentences under their dotted keys; plural forms count as one."""
    for key, value in node.items():
        where = f"{path}.{key}" if path else key
        if isinstance(value, dict) and value and set(value) <= PLURALS:
            for form in value.values():
                yield where, form
        elif isinstance(value, dict):
            yield from sentences(value, where)
        else:
            yield where, value


def placeholders(language: str) -> dict[str, set[str]]:
    """What each sentence has filled in."""
    found: dict[str, set[str]] = {}
    for key, sentence in sentences(locales.load(language, "texts")):
        found.setdefault(key, set()).update(name for _, name, _, _ in string.Formatter().parse(sentence) if name)
    return found


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_sentences_with_the_same_placeholders(language: str) -> None:
    english, other = placeholders("en"), placeholders(language)
    assert set(other) == set(english)
    assert {key for key in english if other[key] != english[key] and not key.startswith("formats.")} == set()


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_commands(language: str) -> None:
    english, other = locales.load("en", "commands"), locales.load(language, "commands")
    assert {name: set(entry) for name, entry in other.items()} == {name: set(entry) for name, entry in english.items()}


@pytest.mark.parametrize("language", locales.LANGUAGES)
@pytest.mark.parametrize("name", sorted({*WRITERS, *QUERIES, *VERBS, *SLASHES}))
def test_every_command_has_a_slash_word_help_and_an_example(language: str, name: str) -> None:
    entry = locales.load(language, "commands")[name]
    assert entry["slash"]
    assert all(word == word.casefold() and " " not in word for word in entry["slash"])
    assert entry["help"]
    assert entry["example"]


def test_no_slash_word_stands_for_two_commands() -> None:
    said = [
        (word, name)
        for language in locales.LANGUAGES
        for name, entry in locales.load(language, "commands").items()
        for word in entry.get("slash", ())
    ]
    assert len({word for word, _ in said}) == len(set(said))
    assert set(slash_commands()) == {word for word, _ in said}


@pytest.mark.parametrize("language", locales.LANGUAGES)
def test_every_field_choice_and_kind_has_its_name(language: str) -> None:
    for writer in WRITERS.values():
        assert texts.say(language, f"kinds.{writer.name}")
        for name, asked in writer.inputs.items():
            assert texts.say(language, f"fields.{name}")
            assert all(texts.label(language, f"choices.{name}", choice) for choice in asked.choices)
            if asked.required:
                assert texts.template(language, f"questions.{asked.question or name}")


@pytest.mark.parametrize("language", locales.LANGUAGES)
def test_every_example_is_read_as_what_it_is_an_example_of(language: str) -> None:
    names = KnownNames.build(["Acme", "宏图"], [KnownContact("Jane Doe", "Acme"), KnownContact("王建国", "宏图")], ["Tom Reid", "小李"])
    around = Surroundings(NOW, ZoneInfo("Asia/Shanghai"), "CN" if language == "zh" else "US", "CNY", "Lily Chen", names)
    for name, entry in locales.load(language, "commands").items():
        example = entry.get("example", "/")
        if example.startswith("/"):
            assert example == "/" or name in {*SLASHES, "client", "contact"}
            continue
        meant = [(record.kind, record.fields.get("about"), record.fields.get("verb")) for record in read(example, around).records]
        assert any(name in one for one in meant), (example, meant)
