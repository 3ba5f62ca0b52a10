"""Yes, no and thanks are known in every language, and neither they nor sentences are taken for names."""

from __future__ import annotations

import pytest

from handlers.small_words import may_be_a_name, means, without


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Never mind!", "cancel"),
        ("算了。", "cancel"),
        ("Yes please", "confirm"),
        ("好的", "confirm"),
        ("ok, thanks 👍", "politeness"),
        ("Don’t", "cancel"),
        ("早上好～", "greeting"),
        ("Done!", "complete"),
        ("搞定了", "complete"),
        ("等会儿", "snooze"),
    ],
)
def test_small_words_mean_the_same_in_every_language_and_however_they_are_punctuated(text: str, group: str) -> None:
    assert means(text, group)


@pytest.mark.parametrize("text", ["", "👍", "cancel the Acme order", "yes they signed", "done with Acme", "算了一下成本"])
def test_what_says_more_is_no_small_word(text: str) -> None:
    assert not any(means(text, group) for group in ("cancel", "confirm", "politeness", "greeting", "complete", "snooze"))


@pytest.mark.parametrize("text", ["Acme", "harbor freight", "Acme, Inc.", "Ng Brothers Provision Shop", "3M", "宏图科技", "Müller & Söhne", "58同城"])
def test_a_name_may_be_one(text: str) -> None:
    assert may_be_a_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🎉",
        "thanks",
        "好的",
        "lol that meeting couldve been an email",
        "who?",
        "客户说再考虑考虑吧",
        "他同意了",
        "call, then visit",
        "报价改成60台",
        "蓝海没人",
        "陳生電話 98765432",
        "x" * 61,
    ],
)
def test_thanks_and_sentences_are_no_names(text: str) -> None:
    assert not may_be_a_name(text)


def test_fillers_are_left_out_as_whole_words_and_within_chinese() -> None:
    assert without("the theory of that one", "filler").split() == ["theory", "of"]
    assert without("给宏图那个任务", "filler").split() == ["给宏图"]
