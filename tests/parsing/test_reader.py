"""The reader as a whole: forms, problems, choices, hostile texts, and what explains a record."""

from __future__ import annotations

import math
import re
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.locales import load
from handlers.parsing.cues import LONGEST, MOST_FORMS, PIECE, Hit, find_cues, groups, phrasebook, phrases_of
from handlers.parsing.names import KnownContact, KnownNames
from handlers.parsing.reader import read
from handlers.parsing.records import Problem, Reading, Surroundings
from handlers.parsing.text import LANGUAGES

NAMES = KnownNames.build(
    ["Delta Freight Systems", "Delta Dental"], [KnownContact("Grace Liu", "Delta Dental"), KnownContact("Grace Ho", "Delta Freight Systems")], ["Tom"]
)


def reading(text: str) -> Reading:
    return read(text, Surroundings(datetime.fromisoformat("2026-11-24T10:00+00:00"), ZoneInfo("Europe/London"), "GB", "GBP", "Tom", NAMES))


def test_two_names_that_fit_make_a_choice_and_no_guess() -> None:
    (record,) = reading("called delta, they want a quote").records
    assert "company" not in record.fields
    assert [(one.field, one.candidates) for one in record.choices] == [("company", ("Delta Freight Systems", "Delta Dental"))]


def test_the_company_named_beside_settles_who_is_meant() -> None:
    (record,) = reading("called Grace at Delta Dental").records
    assert (record.fields["person"], record.choices) == ("Grace Liu", ())


def test_a_record_says_which_rules_and_which_part_made_it() -> None:
    text = "ok. called Delta Dental, quote by Friday"
    (record,) = reading(text).records
    assert "past.call" in record.rules
    assert "follow_up" in record.rules
    assert text[slice(*record.span)] == "called Delta Dental, quote by Friday"


def test_a_reminder_asks_to_be_reminded_at_that_time() -> None:
    assert [one.remind for one in reading("remind me at 7 to call Grace at Delta Dental").records] == [True]
    assert [one.remind for one in reading("todo: call Grace at Delta Dental by 7").records] == [False]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("remind me on 31 February to call Grace", Problem("impossible_date", "31 February")),
        ("won Delta Dental for 1000000000000000000000000000000", Problem("absurd_amount", "1000000000000000000000000000000")),
    ],
)
def test_what_cannot_be_is_told(text: str, problem: Problem) -> None:
    assert problem in reading(text).problems


@pytest.mark.parametrize("text", ["", " ", "\x00", "\u200b\u200e", "😀", "\ue000\ue001", "?", "/lead", "/unknown thing", "a" * 4000])
def test_nothing_in_it_gives_nothing(text: str) -> None:
    assert reading(text).records == ()


@pytest.mark.parametrize(
    "unit",
    [
        "拜访了3家：宏天物流 王总；",
        "12月5号，8号、",
        "华宏科技张经理、",
        "不是，是",
        "1,",
        "一",
        "a@",
        "half a ",
        "A ",
        "Ab Cd ",
        "王总",
        "甲乙丙 王总、",
        "理想家居",
        "送样品到",
        "Ann Marsh (Oakbeam), ",
        "公司",
        "\n",
        "a: b\n",
        '"',
        "12/3 ",
        "signed ",
        "去了",
        "合同",
        "don't ",
        "(602) 555-0170 ",
        "A&B ",
        "A-B-",
        "called Grace at Delta, ",
        "*a ",
        "~a_b* ",
        "<@U1|",
    ],
)
def test_no_text_takes_longer_than_its_length(unit: str) -> None:
    """Four times the text takes at most about four times as long (sixteen times, where a pattern blows up)."""
    reading("called Grace")
    assert spent_on((unit * 4000)[:4000]) < 11 * spent_on((unit * 1000)[:1000])


def spent_on(text: str) -> float:
    """The least processor time of a few readings, in seconds."""
    spent = []
    for _ in range(3):
        started = time.process_time()
        reading(text)
        spent.append(time.process_time() - started)
    return min(spent)


def test_a_report_is_kept_whole_however_long_it_is() -> None:
    (record,) = reading("Done: calls\nPlan: " + "visit everybody " * 100).records
    assert str(record.fields["plan"]).count("everybody") == 100


def test_no_phrase_stands_for_more_forms_than_are_kept() -> None:
    for group in groups():
        for _, form in phrases_of(group):
            assert not set("[](|)") & set(form), form
    for language in LANGUAGES:
        for names in load(language, "cues").values():
            for phrase in (one for block in names.values() for one in re.split(r"[;\n]", block)):
                choices = [optional.count("|") + 2 if optional else either.count("|") + 1 for optional, either, _ in PIECE.findall(phrase)]
                assert math.prod(choices) <= MOST_FORMS, phrase


def test_no_phrase_is_longer_than_what_is_looked_at() -> None:
    assert max(len(phrase) for shelf in phrasebook().shelves for phrase in shelf.trie) <= LONGEST


@pytest.mark.parametrize("gap", [" ", "-", "  ", " - ", "\n", "\t"])
def test_a_phrase_is_found_whatever_parts_its_words(gap: str) -> None:
    text = f"so we got{gap}off the phone - nice"
    assert Hit("past.call", 6, text.index(" - nice")) in find_cues(text)


def test_two_lines_between_words_part_a_phrase() -> None:
    assert not any(hit.start == 3 and hit.cue == "past.call" for hit in find_cues("we got\n\noff the phone"))


def test_an_apostrophe_makes_no_difference_but_a_word_that_goes_on_behind_it_is_another() -> None:
    assert {hit.cue: (hit.start, hit.end) for hit in find_cues("we don't, we dont")}["veto.negated"] == (13, 17)
    assert ("veto.negated", 3, 8) in find_cues("we don't, we dont")
    assert not any(hit.end == 3 for hit in find_cues("she'll"))


def test_what_is_too_long_to_be_read_whole_is_cut_at_a_sentence_and_told() -> None:
    told = reading("called Grace at Delta, she likes it. " + "We talked and talked. " * 60)
    assert [record.kind for record in told.records] == ["contact_log"]
    [problem] = told.problems
    assert problem.kind == "unread_rest"
    assert problem.text.startswith("We talked")
    assert reading("called Grace at Delta, she likes it").problems == ()


@pytest.mark.parametrize(
    "text", ["called *Grace* at _Delta Dental_", "rang <https://delta.example|Grace> at `Delta Dental`", "~called~ rang **Grace** at Delta Dental"]
)
def test_marks_of_a_chat_shift_no_places(text: str) -> None:
    (record,) = reading(text).records
    assert record.fields["person"] == "Grace Liu"
    assert "Delta Dental" in text[slice(*record.span)]
