"""``python -m bot parse "…"``: the account for a person."""

from click.testing import CliRunner

from bot.__main__ import main
from bot.commands.parse import WANTED
from handlers import features
from handlers.commands import WRITERS

NOW = ("--now", "2026-11-30T10:00:00+00:00")


def account(text: str, *options: str) -> list[str]:
    result = CliRunner().invoke(main, ["parse", *NOW, *options, text])
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def test_the_words_that_made_a_record_are_underlined_and_told_one_by_one() -> None:
    lines = account("called Jane at acme, quote by Friday", "--contact", "Jane Miller@Acme Corp")
    assert lines[:3] == [
        "1. contact_log",
        "   called Jane at acme, quote by Friday",
        "   ------ ----    ----           ------",
    ]
    assert "   rules      past.call, follow_up" in lines
    assert "   because    “called” is past.call" in lines
    assert "   because    “Jane” is Jane Miller (contact at Acme Corp)" in lines
    assert "   because    “Friday” is before 2026-12-04 (weekday)" in lines


def test_what_was_put_right_before_reading_is_told_by_the_words_as_they_were_typed() -> None:
    lines = account("hi team, caleld *Jane*. thx", "--contact", "Jane Miller@Acme Corp")
    assert lines[1:3] == ["   caleld *Jane*", "   ------  ----"]
    assert "   because    “caleld” is past.call" in lines
    assert "   because    “Jane” is Jane Miller (contact at Acme Corp)" in lines


def test_chinese_characters_are_underlined_at_their_width() -> None:
    lines = account("今天拜访了宏图，聊得不错", "--company", "宏图科技")
    assert lines[1:3] == ["   今天拜访了宏图，聊得不错", f"   {'-' * 14}"]


def test_of_all_gaps_one_is_asked_about() -> None:
    said = account("called Jane, she is happy. then met Ann", "--contact", "Jane Miller@Acme", "--contact", "Jane Doe@Zeta", "--contact", "Ann Lee@X")
    assert [line for line in said if line.startswith("?")] == ["? Which “Jane” do you mean? Jane Miller / Jane Doe"]


def test_a_missing_field_is_asked_for_in_the_language_of_the_message() -> None:
    assert [line for line in account("收到回款12万") if line.startswith("?")] == ["? 这条回款是哪个客户的？"]
    assert [line for line in account("Acme paid today", "--company", "Acme") if line.startswith("?")] == ["? How much is it?"]


def test_nothing_is_asked_where_nothing_is_missing() -> None:
    assert not [line for line in account("Acme paid 40k today", "--company", "Acme") if line.startswith("?")]


def test_small_talk_gives_nothing_to_write_down() -> None:
    assert account("lol ok, see you at the coffee machine") == ["Nothing to write down."]


def test_what_is_asked_is_what_the_features_ask() -> None:
    features.load()
    for kind in ("contact_log", "contract", "deal", "payment", "lead"):
        required = [(name, one) for name, one in WRITERS[kind].inputs.items() if one.required]
        assert WANTED[kind] == tuple(((name, *one.unless), one.question or name) for name, one in required)
