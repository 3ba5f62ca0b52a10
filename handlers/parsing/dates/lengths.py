"""Lengths of time: "two weeks", "半小时", "three working days"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from handlers.parsing.dates.clocks import later
from handlers.parsing.dates.days import DAY, Days, Fixed, Now, add_months, week_of
from handlers.parsing.dates.workdays import add_workdays

UNITS = {"second": ("seconds", 1), "minute": ("seconds", 60), "quarter_hour": ("seconds", 900), "hour": ("seconds", 3600)} | {
    "day": ("days", 1),
    "week": ("days", 7),
    "weekend": ("days", 7),
    "fortnight": ("days", 14),
    "month": ("months", 1),
    "quarter": ("months", 3),
    "half": ("months", 6),
    "year": ("months", 12),
    "decade": ("months", 120),
    "workday": ("workdays", 1),
}
"""Each unit of time in one of the four that are reckoned with."""
LONGEST = {"seconds": 10**9, "days": 40_000, "months": 1_200, "workdays": 1_500}
"""Beyond these it is no date in sales."""


@dataclass(frozen=True)
class Length:
    """A length of time; ``grain`` is its widest unit."""

    months: int = 0
    days: int = 0
    workdays: int = 0
    seconds: int = 0
    grain: str = "day"

    @classmethod
    def of(cls, number: Fraction, unit: str) -> Length | None:
        """So many units; None where nobody means that many. Halves of days and months are told in smaller ones."""
        kind, size = UNITS[unit]
        amount = number * size
        if amount < 0 or amount > LONGEST[kind]:
            return None
        whole, rest = divmod(amount, 1)
        if kind == "months":
            return cls(months=int(whole), days=int(rest * 30), grain=unit)
        if kind == "days":
            return cls(days=int(whole), seconds=0 if unit != "day" else int(rest * 86_400), grain=unit)
        if kind == "workdays":
            return cls(workdays=int(whole), grain=unit)
        return cls(seconds=int(amount), grain=unit)

    def __add__(self, other: Length) -> Length:
        return Length(self.months + other.months, self.days + other.days, self.workdays + other.workdays, self.seconds + other.seconds, self.grain)

    def moved(self, day: date, sign: int, now: Now) -> date:
        """The day so long after (``sign`` 1) or before (-1) another; raises OverflowError or ValueError outside the calendar."""
        day = add_months(day, sign * self.months) + timedelta(days=sign * self.days)
        return add_workdays(day, sign * self.workdays, now.country) if self.workdays else day

    def moment(self, start: datetime, sign: int, now: Now) -> datetime:
        """The moment so long after or before another, on the wall clock."""
        day = self.moved(start.date(), sign, now)
        return later(datetime.combine(day, start.time()), now.zone, sign * self.seconds)

    def shifted(self, day: date, sign: int, now: Now) -> Fixed:
        """The day so long after or before another, narrowed in its week or month."""
        moved = self.moved(day, sign, now)
        around = None
        if self.grain in ("week", "fortnight"):
            around = week_of(moved)
        elif UNITS[self.grain][0] == "months" and self.grain != "year":
            around = Days(moved.replace(day=1), add_months(moved.replace(day=1), 1) - DAY, "month")
        elif self.grain == "year":
            around = Days(moved.replace(month=1, day=1), moved.replace(month=12, day=31), "year")
        return Fixed(Days(moved, moved), around)
