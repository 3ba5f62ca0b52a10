"""What only looks like a cue: a longer phrase of the group ``no`` shows it to be something else."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from operator import itemgetter

from handlers.parsing.cues import Hit

GUARDED = {
    "contract": ("contract.signed",),
    "payment": ("payment.came",),
    "team": ("target.team",),
    "checkin": ("checkin.arrived",),
    "deal": ("deal.open", "deal.qualified", "deal.proposal", "deal.negotiation", "deal.lost"),
    "lead": ("lead.new", "lead.want", "lead.met", "source.noun", "source.from"),
    "contact": ("past.contact", "words.sent"),
    "outing": ("past.visit", "past.meeting", "base.visit", "base.meeting"),
    "split": ("split.before",),
    "snooze": ("command.snooze",),
    "say": ("words.say",),
    "todo": ("task.todo",),
    "negated": ("veto.negated",),
    "asked": ("veto.question", "veto.unmarked"),
    "claim": ("command.claim",),
    "approval": ("approval.ask",),
    "report": ("report.head",),
    "result": ("result.positive", "result.negative"),
    "card": ("query.card",),
    "query": ("query.what", "query.tasks", "query.leads"),
    "ranking": ("query.ranking",),
    "targets": ("query.targets",),
    "help": ("query.help",),
    "undo": ("command.undo",),
    "approve": ("command.approve", "command.reject"),
    "complete": ("command.complete", "task.verb"),
    "for_member": ("task.for_member",),
    "edit": ("command.edit", "command.change"),
    "assign": ("command.assign",),
    "remind": ("task.remind", "command.task_noun"),
    "release": ("command.release",),
    "tag": ("command.tag",),
    "pipeline": ("query.pipeline",),
    "leave": ("command.leave",),
    "appointed": ("base.meeting",),
    "verb": ("task.verb", "base.visit", "base.call", "query.reports"),
    "hypothetical": ("veto.hypothetical",),
    "own": ("intent.own", "intent.later"),
    "will": ("intent.will", "intent.theirs"),
    "idle": ("idle.money", "idle.leisure", "idle.aside"),
    "direct": ("veto.direct", "veto.you", "veto.colleague"),
}
"""The cues that each phrase of the group ``no`` bars; by default the act of contact of its name."""
KNOWING = ("split.before", "contract.signed", "payment.came", "past.call", "past.meeting", "command.claim")
"""Cues of which a phrase may hold what bars shorter ones."""


def without_lookalikes(hits: Sequence[Hit]) -> list[Hit]:
    """The cues but for those that a longer phrase of the group ``no`` shows to be something else."""
    barred: dict[str, list[tuple[int, int]]] = {}
    for guard in hits:
        if guard.cue.startswith("no."):
            for cue in GUARDED.get(guard.cue[3:], (f"past.{guard.cue[3:]}",)):
                barred.setdefault(cue, []).append((guard.start, guard.end))
    return [hit for hit in hits if hit.cue not in barred or not overlaps(barred[hit.cue], hit) or holds_guard(barred, hit)] if barred else list(hits)


def holds_guard(barred: Mapping[str, Sequence[tuple[int, int]]], hit: Hit) -> bool:
    """Whether a phrase goes beyond all that would bar it, and so knows of it: 我跟她说好, 把盖好章的合同给我了."""
    bars = [(low, high) for low, high in barred[hit.cue] if low < hit.end and hit.start < high]
    return hit.cue in KNOWING and all(hit.start < low and high <= hit.end for low, high in bars)


def overlaps(ranges: Sequence[tuple[int, int]], hit: Hit) -> bool:
    """Whether a cue overlaps one of the ranges, which are in order and do not overlap each other."""
    after = bisect_left(ranges, hit.start, key=itemgetter(1))
    return any(low < hit.end and hit.start < high for low, high in ranges[after : after + 2])
