"""The grammar of dates: shapes of tokens, as data, each with the maker that gives it a meaning.

A shape is a row of categories: ``the? number=ordinal|numbered of? month``. ``?`` marks what may be missing, ``|`` alternatives, ``slot=`` the name
by which the maker gets the value (else the category's own); what stands behind ``>`` must follow and is not covered. Shapes stand in levels;
``reduce`` runs a level over the tokens from left to right, and puts one token in the place of those that the longest fitting shape covers. All
shapes of a level are one tree of categories, so the time taken depends on the length of the text only, and no text can make it try combinations.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from handlers.locales import FOLDER, load
from handlers.parsing.dates.days import Now
from handlers.parsing.dates.digits import ImpossibleDateError
from handlers.parsing.dates.lexer import Token

Maker = Callable[[Mapping[str, Any], Now], Mapping[str, Any] | None]
"""Turns the values of the slots into the new token's kinds; None where they have no meaning together."""
AHEAD = ">"
"""The slot of tokens that are looked at and not covered."""
MAKERS: dict[str, Maker] = {}


def maker(function: Maker) -> Maker:
    """Register a function as the maker of its own name."""
    assert function.__name__ not in MAKERS
    MAKERS[function.__name__] = function
    return function


@dataclass(frozen=True)
class Rule:
    """What one or more shapes mean, and beside which tokens they do."""

    name: str
    make: Maker
    fixed: Mapping[str, Any]
    order: int
    only_next: frozenset[str]
    unless_next: frozenset[str]
    only_previous: frozenset[str]
    unless_previous: frozenset[str]

    @property
    def rank(self) -> tuple[bool, int]:
        """Of shapes of the same length, one that needs a neighbour knows better; else the first one written."""
        return not self.only_next and not self.only_previous, self.order

    def fits(self, tokens: list[Token], start: int, end: int) -> bool:
        """Whether the neighbours allow it. The outermost tokens, of kinds ``start`` and ``end``, are never covered."""
        following, previous = tokens[end].kinds.keys(), tokens[start - 1].kinds.keys()
        return (
            not (self.only_next and following.isdisjoint(self.only_next))
            and following.isdisjoint(self.unless_next)
            and not (self.only_previous and previous.isdisjoint(self.only_previous))
            and previous.isdisjoint(self.unless_previous)
        )


@dataclass
class Node:
    """A place in the tree of shapes: what may come next, and the rules that are complete here with their slots."""

    next: dict[str, Node] = field(default_factory=dict)
    rules: list[tuple[Rule, tuple[str, ...]]] = field(default_factory=list)


@cache
def grammar() -> dict[str, Node]:
    """The tree of each level, from ``shapes.toml`` here and ``dates.toml`` of every language."""
    tables = (shared(), *(load(path.parent.name, "dates") for path in sorted(FOLDER.glob("*/dates.toml"))))
    levels: dict[str, list[tuple[Rule, list[str]]]] = {}
    for order, entry in enumerate(entry for data in tables for entry in data["rules"]):
        levels.setdefault(entry["level"], []).append((_rule(entry, order), entry["shapes"]))
    same: dict[Hashable, Node] = {}
    return {level: _shared(_tree(rules), same) for level, rules in levels.items()}  # a level at a time: unshared, a tree is large


def _tree(rules: list[tuple[Rule, list[str]]]) -> Node:
    """The shapes of a level, branched by their categories."""
    root = Node()
    for rule, shapes in rules:
        for shape in shapes:
            for path in _paths(shape):
                _plant(root, path, rule)
    return root


def _rule(entry: dict[str, Any], order: int) -> Rule:
    beside = (frozenset(entry.get(key, "").split()) for key in ("only_next", "unless_next", "only_previous", "unless_previous"))
    return Rule(entry["name"], MAKERS[entry["make"]], entry.get("with", {}), order, *beside)


def _paths(shape: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """Every row of categories, with their slots, that a shape stands for."""
    items: list[list[tuple[str, str] | None]] = []
    covered, _, ahead = shape.partition(">")
    for item in (*covered.split(), *(f"{AHEAD}={item}" for item in ahead.split())):
        slot, _, categories = item.rstrip("?").rpartition("=")
        options: list[tuple[str, str] | None] = [(category, slot or category) for category in categories.split("|")]
        items.append([*options, None] if item.endswith("?") else options)
    for path in product(*items):
        yield tuple(one for one in path if one is not None)


def _plant(root: Node, path: tuple[tuple[str, str], ...], rule: Rule) -> None:
    node = root
    for category, _ in path:
        node = node.next.setdefault(category, Node())
    node.rules.append((rule, tuple(slot for _, slot in path)))


def _shared(node: Node, same: dict[Hashable, Node]) -> Node:
    """The tree with its equal branches made one, which keeps it small."""
    node.next = {category: _shared(following, same) for category, following in node.next.items()}
    branches = tuple((category, id(following)) for category, following in sorted(node.next.items(), key=lambda pair: pair[0]))
    return same.setdefault((branches, tuple((rule.order, slots) for rule, slots in node.rules)), node)


def kinds_of(tokens: list[Token]) -> set[str]:
    """All that any of the tokens may be."""
    return set().union(*(token.kinds for token in tokens))


def opens(level: str, present: set[str]) -> bool:
    """Whether any shape of a level can begin with what is present: most texts need few levels."""
    branches = grammar()[level].next
    for kind in branches.keys() & present:
        node = branches[kind]
        if node.rules or not node.next.keys().isdisjoint(present):
            return True
    return False


def reduce(tokens: list[Token], level: str, now: Now) -> bool:
    """Run one level over the tokens, in place; tells whether anything changed."""
    branches = grammar()[level].next
    begins = branches.keys()
    changed = False
    place = 1
    while place < len(tokens) - 1:
        if not begins.isdisjoint(tokens[place].kinds) and (found := _best(tokens, place, branches, now)) is not None:
            end, token = found
            tokens[place:end] = [token]
            changed = True
        place += 1
    return changed


Match = tuple[Rule, tuple[str, ...], tuple[Any, ...]]
"""A rule, its slots and their values."""


def _best(tokens: list[Token], place: int, branches: dict[str, Node], now: Now) -> tuple[int, Token] | None:
    """The token that the longest shape from here on makes, and the place after those that it covers."""
    candidates: list[Match] = []
    _match(tokens, place, branches, (), candidates)
    candidates.sort(key=lambda match: (-len(match[2]), *match[0].rank))
    for rule, slots, values in candidates:
        end = place + len(values) - slots.count(AHEAD)
        if not rule.fits(tokens, place, end):
            continue
        try:
            kinds = rule.make({**dict(zip(slots, values, strict=True)), **rule.fixed}, now)
        except ImpossibleDateError:
            kinds = {"impossible": ""}
        except (OverflowError, ValueError):  # a day outside the calendar: the year 12000
            kinds = None
        if kinds is not None:
            rules = tuple(dict.fromkeys(name for token in tokens[place:end] for name in token.rules))
            return end, Token(tokens[place].start, tokens[end - 1].end, dict(kinds), (*rules, rule.name))
    return None


def _match(tokens: list[Token], place: int, branches: dict[str, Node], values: tuple[Any, ...], found: list[Match]) -> None:
    """Add what the tokens from a place on complete in a tree of shapes; ``values`` are those of the tokens before."""
    following = tokens[place + 1].kinds if place + 2 < len(tokens) else {}
    for kind, value in tokens[place].kinds.items():
        node = branches.get(kind)
        if node is None:
            continue
        own = (*values, value)
        found += [(rule, slots, own) for rule, slots in node.rules]
        if not node.next.keys().isdisjoint(following):
            _match(tokens, place + 1, node.next, own, found)


@cache
def shared() -> dict[str, Any]:
    """``shapes.toml``: what is the same in every language."""
    with (Path(__file__).parent / "shapes.toml").open("rb") as file:
        return tomllib.load(file)
