"""Play a dialogue on a stage, and hold what was seen against what the dialogue expects."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.platforms.terminal.screen import Seen, form_text
from bot.platforms.terminal.stage import Stage, StageError
from bot.platforms.terminal.steps import (
    FORM,
    Action,
    DeleteLast,
    EditLast,
    Expect,
    Fill,
    MoveClock,
    Press,
    Say,
    Script,
    SendFile,
    SetUp,
    ShareLocation,
)
from bot.platforms.terminal.workspace import defaults_of

MONDAY_MORNING = datetime(2026, 11, 23, 9)  # noqa: DTZ001 - the zone is the dialogue's
"""Where the clock of a dialogue stands that never moves it: local time of its workspace."""


class ExpectationError(Exception):
    """An expectation does not hold, or a line can't be done; the message says where, what was expected and what came."""


def start_of(script: Script) -> datetime:
    """When a dialogue begins: at the first moment that it names."""
    first = next((step.action.moment for step in script.steps if isinstance(step.action, MoveClock)), MONDAY_MORNING)
    first = datetime.combine(MONDAY_MORNING, first, first.tzinfo) if isinstance(first, time) else first
    return first if first.tzinfo else first.replace(tzinfo=ZoneInfo(defaults_of(script.workspace).timezone))


async def play(script: Script, stage: Stage) -> None:
    """All steps of a dialogue in their order; raises ExpectationError at the first line that does not hold."""
    await perform(script.workspace, stage, script.path.parent)
    for step in script.steps:
        try:
            await perform(step.action, stage, script.path.parent)
        except (StageError, ExpectationError) as error:
            failed = "".join(f"\nthe assistant failed: {failure}" for failure in stage.failures())
            msg = f"{script.path}:{step.number}: {step.source}\n{error}{failed}"
            raise ExpectationError(msg) from error


async def perform(action: Action, stage: Stage, folder: Path) -> None:
    """One step; files are named relative to ``folder``. Raises StageError or ExpectationError."""
    match action:
        case Expect():
            expect(action, stage)
        case MoveClock(moment):
            await stage.move_to(moment)
        case Say(who, text, channel, replies):
            await stage.say(who, text, channel, replies=replies)
        case EditLast(who, text, channel):
            await stage.edit_last(who, text, channel)
        case DeleteLast(who, channel):
            await stage.delete_last(who, channel)
        case Press(who, label, channel):
            await stage.press(who, label, channel)
        case Fill(who, values):
            await stage.fill(who, values)
        case ShareLocation(who, latitude, longitude, caption, channel):
            await stage.share_location(who, latitude, longitude, caption, channel)
        case SendFile(who, path, caption, channel):
            await stage.send_file(who, folder / path, caption, channel)
        case _:
            await _set_up(action, stage)


async def _set_up(line: SetUp, stage: Stage) -> None:
    stage.people.set_up(line, stage.clock.now())
    await stage.settle()


def expect(expected: Expect, stage: Stage) -> None:
    """Hold one expectation against what was seen, and note what it matched; raises ExpectationError."""
    if expected.whom == FORM:
        _expect_form(expected, stage)
        return
    left = stage.screens.left(expected.whom)
    match expected.how:
        case "nothing":
            if waiting := [seen for seen in left if not seen.gone]:
                raise _failed("nothing more", waiting)
        case "!<":
            if matching := [seen for seen in stage.screens.of(expected.whom) if expected.pattern.search(seen.text)]:
                raise _failed("no message so far that matches", matching)
        case _:
            _expect_message(expected, left)


def _expect_message(expected: Expect, left: list[Seen]) -> None:
    """The next message left matches, or for ``<<`` one of them; what was replaced before a line matched it may be passed over."""
    for seen in left:
        if expected.pattern.search(seen.text):
            for passed in left[: left.index(seen) + 1]:
                passed.matched = True
            return
        if expected.how == "<" and not seen.gone:
            raise _failed("a next message that matches", [seen])
    raise _failed("a message that matches", left)


def _expect_form(expected: Expect, stage: Stage) -> None:
    shown = form_text(list(stage.forms.values())[-1].form) if stage.forms else ""
    found = not shown if expected.how == "nothing" else bool(expected.pattern.search(shown)) != (expected.how == "!<")
    if not found or (not shown and expected.how in ("<", "<<")):
        msg = f"expected: {'no open form' if expected.how == 'nothing' else 'an open form as told'}\ncame: {_indented(shown or 'no form is open')}"
        raise ExpectationError(msg)


def _failed(what: str, came: list[Seen]) -> ExpectationError:
    shown = "\n--\n".join(seen.text for seen in came) or "nothing"
    return ExpectationError(f"expected: {what}\ncame: {_indented(shown)}")


def _indented(text: str) -> str:
    return text.replace("\n", "\n      ")
