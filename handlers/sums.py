"""Sums of money as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from handlers.context import Context


def spelt(context: Context, sums: Mapping[str, Decimal]) -> str | None:
    """``¥120,000 + $5,000``, the workspace's currency first; None where there is nothing to add up."""
    order = sorted(sums, key=lambda currency: (currency != context.workspace.currency, currency))
    return " + ".join(context.money(sums[currency], currency) or "" for currency in order) or None
