"""Progress in words, with bars made of characters: they stay in line in any font, because all that varies in width stands behind them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from handlers import periods
from handlers.periods import bounds
from handlers.progress import Goal, Progress, Share, View
from handlers.texts import day, money, number, say, short_money

CELLS = 10
FULL, EMPTY = "▓", "░"
FIGURE_SPACE = "\u2007"
"""As wide as a digit."""
MOST_SHARES = 12


def amount(language: str, goal: Goal, value: Decimal) -> str:
    """An amount of a goal's: money with its currency, or a count."""
    return money(language, value, goal.currency) if goal.currency else number(language, value)


def compact(language: str, goal: Goal, value: Decimal) -> str:
    """An amount in few letters: ``$1.2M``, ``¥12万``; counts as they are."""
    return short_money(language, value, goal.currency) if goal.currency else number(language, value)


def title(view: View, progress: Progress) -> str:
    """``🎯 November · Sales · East``."""
    period = periods.spelt(view.language, progress.goal.period, view.today)
    return say(view.language, "targets.title", period=period, metric=say(view.language, f"choices.metric.{progress.goal.metric}"), name=progress.name)


def bar(share: Share) -> str | None:
    """``▓▓▓▓▓▓░░░░  62%``; None where there is nothing to measure against."""
    if not share.target:
        return None
    part = share.actual / share.target
    cells = min(CELLS, int(part * CELLS))
    return f"{FULL * cells}{EMPTY * (CELLS - cells)} {str(int(part * 100)).rjust(3, FIGURE_SPACE)}%"


def of_target(language: str, goal: Goal, share: Share) -> str:
    """``$70,000 of $100,000``, or what was reached alone."""
    reached = amount(language, goal, share.actual)
    if share.target is None:
        return reached
    return say(language, "targets.of", actual=reached, target=amount(language, goal, share.target))


def whole(view: View, progress: Progress) -> list[str]:
    """The goal as a whole: bar, amounts, and how that compares with the working days that have passed."""
    language, goal = view.language, progress.goal
    lines = [title(view, progress)]
    if not progress.is_counted:
        target = amount(language, goal, progress.target) if progress.target is not None else "–"
        return [*lines, say(language, "targets.not_counted", target=target)]
    share = Share(progress.name, progress.actual, progress.target)
    measured = bar(share)
    lines.append(
        f"{measured} · {of_target(language, goal, share)}"
        if measured
        else say(language, "targets.no_target", actual=of_target(language, goal, share))
    )
    lines += [pace] if (pace := pace_of(view, progress)) else []
    return [*lines, *left_out(view, progress)]


def left_out(view: View, progress: Progress) -> list[str]:
    """What came in in other currencies and is not counted: amounts of different currencies are never added."""
    if not progress.left_out:
        return []
    sums = " + ".join(money(view.language, value, currency) for currency, value in sorted(progress.left_out.items()))
    return [say(view.language, "targets.left_out", amount=sums)]


def pace_of(view: View, progress: Progress) -> str | None:
    """``12 of 21 working days: $10,000 behind``; None without a target."""
    language, goal = view.language, progress.goal
    if progress.target is None or progress.expected is None:
        return None
    first, last = bounds(goal.period)
    if progress.actual >= progress.target:
        return say(language, "targets.reached")
    if view.today < first:
        return say(language, "targets.not_begun", day=day(language, first, view.today))
    if view.today > last:
        return say(language, "targets.over", rest=amount(language, goal, progress.target - progress.actual))
    gap = (progress.actual - progress.expected).quantize(Decimal(1), ROUND_HALF_UP)
    key = "targets.ahead" if gap > 0 else "targets.behind" if gap < 0 else "targets.on_pace"
    return say(language, key, elapsed=progress.elapsed, days=progress.working_days, gap=amount(language, goal, abs(gap)))


def one_by_one(view: View, progress: Progress, most: int = MOST_SHARES) -> list[str]:
    """The teams below and the members, a line each; of many only the first, and how many more there are."""
    if not progress.is_counted:
        return []
    shares = [*progress.teams, *(() if progress.is_of_one else progress.shares)]
    lines = [_line(view, progress.goal, share) for share in shares[:most]]
    return lines + ([say(view.language, "targets.more", count=len(shares) - most)] if len(shares) > most else [])


def _line(view: View, goal: Goal, share: Share) -> str:
    measured = bar(share)
    reached = of_target(view.language, goal, share)
    return f"{measured} {share.name} · {reached}" if measured else say(view.language, "targets.without", name=share.name, actual=reached)
