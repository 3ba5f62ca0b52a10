"""All kinds of push. A new one is a module of its own and a line here; rows that are to wake it say so by ``wakes`` (``storage.waking``)."""

from __future__ import annotations

from scheduler import deadlines, digests, report_prompts
from scheduler.pushes import Push

PUSHES: dict[str, Push] = {push.kind: push for push in (deadlines.DEADLINE, report_prompts.PROMPT, report_prompts.SUMMARY, digests.DIGEST)}
