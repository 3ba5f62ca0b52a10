"""A made-up workspace: 2,000 known companies and people and 200 members, half of them Chinese, and messages about them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from itertools import cycle, islice, product
from pathlib import Path
from typing import Any

from handlers.parsing.names import KnownContact, KnownNames

FOLDER = Path(__file__).parent
EVERY_SEVENTH = 7
"""Neighbours in the lists are alike: messages name companies and people that are further apart."""


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _names(language: str, kind: str) -> list[str]:
    return ["".join(parts) for parts in product(*_load("names")[language][kind])]


def known_names() -> KnownNames:
    """The index of all of them."""
    pairs = companies_and_people()
    contacts = [KnownContact(person, company) for company, person in pairs]
    members = [*_names("en", "members"), *_names("zh", "members")]
    return KnownNames.build(companies=[company for company, _ in pairs], contacts=contacts, members=members, aliases={})


@dataclass(frozen=True)
class Written:
    """A message, and the company and person that it may be about."""

    text: str
    company: str
    person: str


def companies_and_people() -> list[tuple[str, str]]:
    """All known companies, each with its person."""
    return [pair for language in ("en", "zh") for pair in zip(_names(language, "companies"), _names(language, "people"), strict=True)]


def messages(count: int) -> list[Written]:
    """That many messages, English and Chinese in turn, each about others than the one before."""
    filled = zip(_filled("en", count), _filled("zh", count), strict=True)
    return [written for pair in filled for written in pair][:count]


def _filled(language: str, count: int) -> list[Written]:
    sentences = cycle(_load("messages")[language])
    companies, people, members = (cycle(_names(language, kind)[::EVERY_SEVENTH]) for kind in ("companies", "people", "members"))
    filled = (
        Written(sentence.format(company=company, person=person, member=member), company, person)
        for sentence, company, person, member in zip(sentences, companies, people, members, strict=False)
    )
    return list(islice(filled, count))
