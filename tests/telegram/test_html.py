"""What people write comes back unharmed from Telegram's HTML, in parts that Telegram takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram_room import parsed

from bot.platforms.telegram.html import CAPTION_LIMIT, TEXT_LIMIT, Marked, html, marked, parts_of, units
from handlers.messages import cleaned

WRITTEN = st.text(st.one_of(st.characters(), st.sampled_from("<>&;\"'/\n b😀👩‍💻é汉。，!amplt#39")), max_size=300).map(cleaned)


@given(WRITTEN)
def test_any_text_comes_back(text: str) -> None:
    assert parsed(html(Marked(text))) == (text, [])


@given(WRITTEN, st.lists(st.tuples(WRITTEN.filter(bool), WRITTEN), max_size=4))
def test_facts_are_lines_with_bold_labels(text: str, facts: list[tuple[str, str]]) -> None:
    whole = marked(text, tuple(facts))
    shown, bold = parsed(html(whole))
    assert shown == whole.text
    assert bold == [label for label, _ in facts]
    assert all(label in shown and value in shown for label, value in facts)


@given(WRITTEN, st.integers(8, 60))
def test_parts_fit_and_nothing_is_lost(text: str, limit: int) -> None:
    parts = [parsed(part)[0] for part in parts_of(Marked(text), limit)]
    assert all(units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.lists(st.text("abc .😀", min_size=1, max_size=30), min_size=2, max_size=8), st.integers(8, 40))
def test_bold_labels_survive_being_parted(labels: list[str], limit: int) -> None:
    whole = marked("x", tuple((label, "v") for label in labels))
    bold = "".join(piece for part in parts_of(whole, limit) for piece in parsed(part)[1])
    assert "".join(bold.split()) == "".join("".join(labels).split())


def test_an_html_text_is_shown_as_it_was_written() -> None:
    said = 'Acme <b>&amp;</b> Söhne & "Co" <script>'
    assert html(Marked(said)) == 'Acme &lt;b&gt;&amp;amp;&lt;/b&gt; Söhne &amp; "Co" &lt;script&gt;'


def test_a_text_is_parted_between_paragraphs_then_lines_then_sentences_then_words() -> None:
    assert list(parts_of(Marked("one two\n\nthree\nfour"), 15)) == ["one two", "three\nfour"]
    assert list(parts_of(Marked("one two\nthree four"), 12)) == ["one two", "three four"]
    assert list(parts_of(Marked("One two. Three four."), 12)) == ["One two.", "Three four."]
    assert list(parts_of(Marked("one two three four"), 10)) == ["one two", "three four"]
    assert list(parts_of(Marked("拜访了宏图。对方要报价。"), 8)) == ["拜访了宏图。", "对方要报价。"]
    assert list(parts_of(Marked("x" * 25), 10)) == ["x" * 10, "x" * 10, "x" * 5]


def test_a_pair_of_surrogates_counts_as_two_and_is_never_parted() -> None:
    [first, second] = parts_of(Marked("😀" * (TEXT_LIMIT // 2 + 1)))
    assert (len(first), len(second)) == (TEXT_LIMIT // 2, 1)
    [first, second] = parts_of(Marked("a" * 9 + "👩\u200d💻"), 12)
    assert (first, second) == ("a" * 9, "👩\u200d💻")


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_nothing_to_be_seen_is_never_sent(text: str) -> None:
    assert [parsed(part)[0] for part in parts_of(marked(text, ()))] == ["…"]


def test_what_just_fits_is_one_part() -> None:
    assert len(list(parts_of(Marked("ab " * 1365), TEXT_LIMIT))) == 1
    assert len(list(parts_of(Marked("<" * CAPTION_LIMIT), CAPTION_LIMIT))) == 1
