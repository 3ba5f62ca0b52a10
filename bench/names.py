"""A made-up workspace: 2,000 known companies and people and 200 members, half of them Chinese, and messages about them."""

from __future__ import annotations

import tomllib
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
    companies, people, members = ([*_names("en", kind), *_names("zh", kind)] for kind in ("companies", "people", "members"))
    contacts = [KnownContact(person, company) for person, company in zip(people, companies, strict=True)]
    return KnownNames.build(companies=companies, contacts=contacts, members=members, aliases={})


def messages(count: int) -> list[str]:
    """That many messages, English and Chinese in turn, each about others than the one before."""
    filled = zip(_filled("en", count), _filled("zh", count), strict=True)
    return [text for pair in filled for text in pair][:count]


def _filled(language: str, count: int) -> list[str]:
    sentences = cycle(_load("messages")[language])
    companies, people, members = (cycle(_names(language, kind)[::EVERY_SEVENTH]) for kind in ("companies", "people", "members"))
    filled = (
        sentence.format(company=company, person=person, member=member)
        for sentence, company, person, member in zip(sentences, companies, people, members, strict=False)
    )
    return list(islice(filled, count))
