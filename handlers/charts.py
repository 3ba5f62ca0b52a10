"""The picture of a goal: the whole and each member, what was reached against the target, and where one should be by now.

Drawn for a phone: 390 points wide at twice the resolution. The plotting library is imported only when a picture is wanted.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from handlers import periods
from handlers.progress import Progress, Share, View
from handlers.progress_text import MOST_SHARES, amount, compact
from handlers.texts import joined, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CJK_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Hiragino Sans GB",
    "Heiti SC",
    "STHeiti",
    "SimHei",
    "Noto Sans CJK JP",  # how the plotting library names a collection of all of Noto's, Chinese included
    "Noto Sans CJK TC",
    "Droid Sans Fallback",
    "Arial Unicode MS",
)
CJK_FILES = ("notosanscjk", "notosanssc", "sourcehansans", "wqy", "pingfang", "msyh", "simhei", "droidsansfallback")
LATIN_FAMILY = "DejaVu Sans"
"""Comes with the plotting library."""

NO_LETTERS = ("So", "Sk", "Cf", "Cn", "Co", "Mn")
"""Kinds of characters that make pictures, or act on their neighbours."""
WIDTH, RESOLUTION = 3.9, 200
"""Inches, and dots an inch: 780 dots."""
ROW, HEAD, FOOT = 0.40, 0.95, 0.36
"""Heights in inches."""
AHEAD, BEHIND, UNMEASURED, TRACK, INK, FAINT = "#0072B2", "#E69F00", "#9AA5B1", "#E4E8EC", "#1F2933", "#5F6B78"
"""Blue and orange of Okabe and Ito's palette: told apart with any kind of colour vision, and in grey."""
NAME_WIDTH = 24
"""In letters; Chinese ones are twice as wide."""


@dataclass(frozen=True)
class Row:
    """One bar: its name, its words, and its lengths in the goal's unit."""

    name: str
    words: str
    actual: float
    target: float | None
    expected: float | None


@cache
def cjk_font() -> str | None:
    """The family of a font on this system that has Chinese characters; None where there is none."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    known = {font.name: font.fname for font in fontManager.ttflist}
    for family in CJK_FAMILIES:
        if family in known and _has_han(known[family]):
            return family
    for path in sorted(findSystemFonts()):  # the library's own list may be older than a font that was installed meanwhile
        if path not in known.values() and any(name in path.lower() for name in CJK_FILES) and _has_han(path):
            fontManager.addfont(path)
            return fontManager.ttflist[-1].name
    return None


def draw(view: View, progress: Progress) -> bytes | None:
    """A goal as PNG; None where there is nothing to compare, or no font for the names in it."""
    shares = [share for share in progress.shares if share.target is not None or share.actual][:MOST_SHARES]
    if progress.target is None or not progress.is_counted:
        return None
    heading = say(view.language, f"choices.metric.{progress.goal.metric}"), periods.spelt(view.language, progress.goal.period, view.today)
    title = joined(*heading, _drawable(progress.name))
    rows = [_row(view, progress, share) for share in shares if not progress.is_of_one]
    whole = _row(view, progress, Share(progress.name, progress.actual, progress.target))
    legend = [say(view.language, f"charts.{part}") for part in ("ahead", "behind", "target", "pace")]
    families = _families_for([title, *legend, *(f"{row.name}{row.words}" for row in [whole, *rows])])
    return _png(title, whole, tuple(rows), tuple(legend), tuple(families)) if families else None


def describe(view: View, progress: Progress) -> str:
    """What the picture shows, in words."""
    of = [say(view.language, "charts.share", name=share.name, words=_words(view, progress, share)) for share in progress.shares[:MOST_SHARES]]
    whole = Share(progress.name, progress.actual, progress.target)
    period = periods.spelt(view.language, progress.goal.period, view.today)
    metric = say(view.language, f"choices.metric.{progress.goal.metric}")
    parts = [] if progress.is_of_one else of
    return say(view.language, "formats.semicolon").join([joined(metric, period, progress.name, _words(view, progress, whole)), *parts])


def _row(view: View, progress: Progress, share: Share) -> Row:
    expected = share.target * progress.elapsed / progress.working_days if share.target is not None and progress.working_days else None
    return Row(
        name=_drawable(share.name),
        words=_words(view, progress, share, short=True),
        actual=float(share.actual),
        target=None if share.target is None else float(share.target),
        expected=None if expected is None else float(expected),
    )


def _words(view: View, progress: Progress, share: Share, *, short: bool = False) -> str:
    """``$70K of $100K · 70%``."""
    spell = compact if short else amount
    reached = spell(view.language, progress.goal, share.actual)
    if not share.target:
        return reached
    of = say(view.language, "targets.of", actual=reached, target=spell(view.language, progress.goal, share.target))
    return joined(of, f"{int(share.actual / share.target * Decimal(100))}%")


def _drawable(name: str) -> str:
    """A name of bearable width, without pictures, which no text font has."""
    kept = "".join(letter for letter in name if unicodedata.category(letter) not in NO_LETTERS).strip() or "?"
    width, end = 0, 0
    while end < len(kept) and width <= NAME_WIDTH:
        width += 2 if unicodedata.east_asian_width(kept[end]) in "WF" else 1
        end += 1
    return kept if width <= NAME_WIDTH else f"{kept[: end - 2].rstrip()}…"


@cache
def _characters(path: str) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(path).get_charmap())


def _has_han(path: str) -> bool:
    try:
        return ord("销") in _characters(path)
    except (OSError, RuntimeError):  # no font at all, or one that can't be read
        return False


def _families_for(texts: Sequence[str]) -> list[str] | None:
    """The fonts that have all the letters of these texts; None where some are in none."""
    from matplotlib.font_manager import FontProperties, fontManager

    wanted = {ord(letter) for text in texts for letter in text if not letter.isspace()}
    families = [LATIN_FAMILY]
    wanted -= _characters(fontManager.findfont(FontProperties(family=LATIN_FAMILY)))
    if wanted and (chinese := cjk_font()):
        families.append(chinese)
        wanted -= _characters(fontManager.findfont(FontProperties(family=chinese)))
    return None if wanted else families


@lru_cache(maxsize=32)
def _png(title: str, whole: Row, rows: tuple[Row, ...], legend: tuple[str, ...], families: tuple[str, ...]) -> bytes:
    """Remembered for a while: what is pushed is drawn ahead of the transaction that pushes it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    height = HEAD + ROW * len(rows) + FOOT
    figure = Figure(figsize=(WIDTH, height), dpi=RESOLUTION, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0.05, 0, 0.90, 1))
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, height)
    text: dict[str, Any] = {"family": list(families), "color": INK, "parse_math": False}
    axes.text(0, height - 0.30, title, size=10.5, weight="bold", **text)
    _bar(axes, whole, height - 0.80, 0.17, _end([whole]))
    axes.text(0, height - 0.55, whole.words, size=9, **text)
    for number, row in enumerate(rows, 1):
        y = height - HEAD - ROW * number + 0.07
        axes.text(0, y + 0.155, row.name, size=8.5, **text)
        axes.text(1, y + 0.155, row.words, size=8, ha="right", **text | {"color": FAINT})
        _bar(axes, row, y, 0.09, _end(rows))
    _legend(axes, legend, text | {"color": FAINT})
    buffer = io.BytesIO()
    canvas.print_png(buffer)  # type: ignore[no-untyped-call]
    return buffer.getvalue()


def _end(rows: Sequence[Row]) -> float:
    """How much the full width stands for."""
    return max(max(row.actual, row.target or 0) for row in rows) or 1.0


def _bar(axes: Axes, row: Row, y: float, thickness: float, end: float) -> None:
    """The target as a track, what was reached on it, and a tick where one should be by now."""
    color = UNMEASURED if row.expected is None else BEHIND if row.actual < row.expected else AHEAD
    if row.target is not None:
        axes.barh(y + thickness / 2, row.target / end, thickness, color=TRACK)
    axes.barh(y + thickness / 2, row.actual / end, thickness, color=color)
    if row.target is not None and row.actual > row.target:
        axes.plot([row.target / end] * 2, [y, y + thickness], color="white", linewidth=1.2, solid_capstyle="butt")
    if row.expected:
        axes.plot([row.expected / end] * 2, [y - 0.025, y + thickness + 0.025], color=INK, linewidth=1.2, solid_capstyle="butt")


def _legend(axes: Axes, words: Sequence[str], text: dict[str, Any]) -> None:
    """What the colours and the tick mean."""
    for left, color, word in zip((0, 0.23, 0.45), (AHEAD, BEHIND, TRACK), words, strict=False):
        axes.barh(0.165, 0.03, 0.07, left=left, color=color)
        axes.text(left + 0.045, 0.13, word, size=7.5, **text)
    axes.plot([0.67, 0.67], [0.11, 0.22], color=INK, linewidth=1.2, solid_capstyle="butt")
    axes.text(0.69, 0.13, words[-1], size=7.5, **text)
