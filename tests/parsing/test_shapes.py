"""The patterns around the cues are data of a language, all of them are used, and none of their words stand in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.locales import load
from handlers.parsing import shapes
from handlers.parsing.text import LANGUAGES

CODE = Path(shapes.__file__).parent
ENTRIES = [(language, section, key) for language in LANGUAGES for section, table in load(language, "shapes").items() for key in table]
PATTERN_CALLS = {f"re.{name}" for name in ("compile", "search", "match", "fullmatch", "sub", "split", "findall", "finditer")}
OF_NO_LANGUAGE = {
    "han_names.py": "阿, of which a familiar name is made",
    "marks.py": "what Slack puts around links",
    "misheard.py": "the two characters that are mistaken for others",
    "money.py": "the units that the grammar of sums is made of",
    "numerals.py": "the Chinese numerals",
    "phones.py": "addresses of the web",
    "text.py": "how the language is told, before its data is chosen",
}
"""The modules whose patterns hold words of their own, and what these are."""


def words_in_patterns(path: Path) -> Iterator[str]:
    """The words of languages in the patterns that a module writes itself."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) not in PATTERN_CALLS:
            continue
        texts = [one.value for one in pieces(node.args[0]) if isinstance(one.value, str)]
        bare = re.sub(r"\(\?P?[<=]?\w*[>)]?|\\[a-zA-Z]|\[\^?[^\]]*\]", " ", " ".join(texts))
        if re.search(r"[\u3400-\u9fff]|(?<![a-z])[a-z]{2,}", bare):
            yield " ".join(texts)


def pieces(node: ast.AST) -> Iterator[ast.Constant]:
    """The texts of an expression, but for what it passes to functions."""
    if isinstance(node, ast.Constant):
        yield node
    for child in [] if isinstance(node, ast.Call) else ast.iter_child_nodes(node):
        yield from pieces(child)


@pytest.mark.parametrize("path", [one for one in sorted(CODE.glob("*.py")) if one.name not in OF_NO_LANGUAGE], ids=lambda path: path.name)
def test_no_words_stand_in_the_patterns_of_the_code(path: Path) -> None:
    assert list(words_in_patterns(path)) == []


@pytest.mark.parametrize(("language", "section", "key"), ENTRIES)
def test_every_entry_is_used(language: str, section: str, key: str) -> None:
    code = (CODE / f"{section}.py").read_text("utf-8")
    patterns = " ".join(str(one) for one in load(language, "shapes")[section].values())
    assert f'"{section}.{key}"' in code or f"'{section}.{key}'" in code or f"{{{key}}}" in patterns


def test_a_pattern_is_put_together_from_all_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = {
        "en": {"greetings": {"say": "{hello} {person}", "hello": "hello|hi", "marks": ["!", "{company} "], "rows": [["{hello}", "to"]]}},
        "zh": {"greetings": {"say": "{person}[{han}]好\n   啊{given}"}},
    }
    monkeypatch.setattr(shapes, "load", lambda language, name: tables[language])
    say = shapes.shape("greetings.say", given="吗")
    assert all(say.fullmatch(text) for text in ("hi \ue001", "hello \ue001", "\ue001你好啊吗"))
    assert not any(say.fullmatch(text) for text in ("hello", "hi Jane", "\ue001x好啊吗", "\ue001你好啊"))
    assert shapes.word_list("greetings.marks") == ("!", "\ue000 ")
    assert shapes.pairs("greetings.rows") == [("(?:hello|hi)", "to")]
    with pytest.raises(KeyError):
        shapes.shape("greetings.bye")
