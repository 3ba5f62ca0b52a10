"""The picture of a goal: made for a phone, drawn only with fonts that have its letters."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from handlers import charts
from handlers.hours import Hours
from handlers.progress import Goal, Progress, Share, View

WIDTH = 780
BLUE, ORANGE = (0, 114, 178), (230, 159, 0)


def view(language: str = "en") -> View:
    now = datetime(2026, 11, 24, 2, tzinfo=UTC)
    return View(None, None, Hours(ZoneInfo("Asia/Shanghai"), "CN", {}), now, language)  # type: ignore[arg-type]  # a picture needs neither


def progress(*shares: tuple[str, int, int | None], name: str = "East", actual: int = 60, target: int | None = 100, metric: str = "sales") -> Progress:
    made = [Share(who, Decimal(reached), None if of is None else Decimal(of)) for who, reached, of in shares]
    goal = Goal(metric, "2026-11", "USD" if metric == "sales" else None)
    return Progress(goal, name, Decimal(actual), None if target is None else Decimal(target), 16, 21, made)


def drawn(png: bytes | None) -> Image.Image:
    assert png is not None
    return Image.open(io.BytesIO(png)).convert("RGB")


def colors(picture: Image.Image) -> set[tuple[int, ...]]:
    return {color for _, color in picture.getcolors(1 << 20) or [] if isinstance(color, tuple)}


def test_it_is_as_wide_as_a_phone_at_twice_its_resolution() -> None:
    picture = drawn(charts.draw(view(), progress(("Lily", 40, 50), ("Tom", 20, 50))))
    assert picture.width == WIDTH


def test_it_grows_with_the_team_and_ends_at_some_length() -> None:
    heights = [drawn(charts.draw(view(), progress(*[(f"Rep {n}", 10, 50) for n in range(size)]))).height for size in (2, 5, 12, 80)]
    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_ahead_and_behind_differ_in_color() -> None:
    ahead = drawn(charts.draw(view(), progress(actual=90)))
    behind = drawn(charts.draw(view(), progress(actual=10)))
    middle = 155  # in the bar of the whole
    assert ahead.getpixel((60, middle)) == BLUE
    assert behind.getpixel((60, middle)) == ORANGE
    assert {BLUE, ORANGE} <= colors(ahead)  # the legend has both


def test_dollars_are_no_formula() -> None:
    """The plotting library reads what stands between two dollar signs as mathematics, and in italics."""
    assert charts.draw(view(), progress(("$x_{", 40, 50), ("Tom", 20, 50))) is not None


@pytest.mark.parametrize(("target", "metric"), [(None, "sales"), (100, "margin")])
def test_without_a_target_or_a_count_there_is_nothing_to_draw(target: int | None, metric: str) -> None:
    assert charts.draw(view(), progress(target=target, metric=metric)) is None


def test_nothing_reached_and_everybody_beyond_can_be_drawn() -> None:
    assert charts.draw(view(), progress(("Lily", 0, 50), ("Tom", 0, 50), actual=0))
    assert charts.draw(view(), progress(("Lily", 500, 50), ("Tom", 50, None), actual=550))


def test_names_need_a_font_that_has_their_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "cjk_font", lambda: None)
    assert charts.draw(view(), progress(("李伟", 40, 50), ("Tom", 20, 50))) is None
    assert charts.draw(view("zh"), progress()) is None
    assert charts.draw(view(), progress(("Łukasz", 40, 50), ("Zoë", 20, 50))) is not None


def test_letters_that_no_font_has_are_not_drawn_as_boxes() -> None:
    assert charts.draw(view(), progress(("\U00013080", 40, 50), ("Tom", 20, 50))) is None


def test_pictures_in_names_are_left_out() -> None:
    assert charts.draw(view(), progress(("Zoë 🌟", 40, 50), ("👩‍💻", 20, 50), name="East 🚀")) is not None


def test_it_is_told_in_words_too() -> None:
    assert charts.describe(view(), progress(("Lily", 40, 50), ("Tom", 20, None))) == (
        "Sales · November · East · $60 of $100 · 60%; Lily: $40 of $50 · 80%; Tom: $20"
    )


def test_a_chinese_font_is_one_that_has_chinese_characters() -> None:
    family = charts.cjk_font()
    if family is None:
        pytest.skip("left out: no Chinese font on this system")
    picture = drawn(charts.draw(view("zh"), progress(("李伟", 40, 50), ("王芳", 20, 50))))
    assert picture.width == WIDTH
