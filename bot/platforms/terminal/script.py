"""What a dialogue file says: each line as the step that it stands for. Nothing is run here.

The forms of line stand in ``docs/dialogues.md``; a line that is none of them is refused with its number and what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.platforms.terminal.steps import (
    FORM,
    Action,
    AddChannel,
    AddMember,
    AddTeam,
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
    Step,
    WorkspaceSetUp,
)


class ScriptError(Exception):
    """A line cannot be taken; the message names file, line and what is wrong."""


COMMENT = re.compile(r"#+(\s|$)|#[^<>\[]*$")
"""A line that begins with ``#``, unless it is about the group of that name."""


def read_script(path: Path) -> Script:
    """The dialogue in a file; raises ScriptError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        msg = f"{path}: {error.strerror}"
        raise ScriptError(msg) from None
    except UnicodeDecodeError as error:
        msg = f"{path}: not UTF-8 ({error.reason} at byte {error.start})"
        raise ScriptError(msg) from None
    return parse_script(text, path)


def parse_script(text: str, path: Path) -> Script:
    """The dialogue that a text holds; raises ScriptError for the first line that is wrong."""
    steps = []
    for number, source in _joined_lines(text, path):
        try:
            steps.append(Step(number, source, parse_line(source)))
        except ValueError as error:
            raise _error(path, number, error) from None
    workspace = steps.pop(0).action if steps and isinstance(steps[0].action, WorkspaceSetUp) else WorkspaceSetUp()
    assert isinstance(workspace, WorkspaceSetUp)
    _check_references(steps, path)
    teams_first = sorted(steps, key=lambda step: not isinstance(step.action, AddTeam))
    return Script(path, workspace, tuple(teams_first))


def _error(path: Path, number: int, what: object) -> ScriptError:
    return ScriptError(f"{path}:{number}: {what}")


def _joined_lines(text: str, path: Path) -> Iterator[tuple[int, str]]:
    """Each line with what goes on with it, and its number; blank lines and comments left out."""
    number, source = 0, ""
    for count, raw in enumerate(text.split("\n"), 1):
        line = raw.rstrip("\r")
        if not line.strip() or COMMENT.match(line):
            continue
        if line.startswith("  "):
            if not source:
                raise _error(path, count, "goes on with the line before, but there is none")
            source += "\n" + line[2:]
            continue
        if line[0] in " \t":
            raise _error(path, count, "begins with one blank: a line that goes on begins with two, others with none")
        if source:
            yield number, source
        number, source = count, line
    if source:
        yield number, source


WHO = r"(?P<who>\"[^\"]+\"|[^\s\"#@<>^!\[\]/][^\s\"<>^!\[\]]*)"
GROUP = r"#(?:\"[^\"]+\"|[^\s\"<>^!\[\]]+)"
SPEAKER = rf"{WHO}(?:\s+(?P<channel>{GROUP}))?"
DEGREES = r"[+-]?\d+(?:\.\d+)?"
CAPTION = r"(?:\s*>\s?(?P<text>.*))?"


def _unquoted(text: str) -> str:
    """A value without its quotes; inside them a backslash keeps the next character, save that one before an n is a new line."""
    if len(text) < 2 or not (text[0] == text[-1] == '"'):
        return text
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], text[1:-1], flags=re.DOTALL)


def _name(text: str | None) -> str | None:
    """A member's or channel's name; a quoted channel is written ``#"…"``."""
    if text is None:
        return None
    return f"#{_unquoted(text[1:])}" if text.startswith("#") else _unquoted(text)


PAIR = re.compile(
    r"\s*(?P<key>\"[^\"]*\"|[^=;\"]+?)\s*=\s*(?P<value>\"(?:[^\"\\]|\\.)*\"|[^;]*?)\s*"
    r"(?:;|\Z|；(?=[^\s=;；]+=)|\n(?=[^=;\n]+=))",
    re.DOTALL,
)
ATTRIBUTE = re.compile(r"(\w+)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|\S*)\s*")


def _values(text: str) -> dict[str, str]:
    """``company=Acme; person="Jane; née Roe"`` as a dict."""
    found: dict[str, str] = {}
    at = 0
    while text[at:].strip(" \n;"):
        pair = PAIR.match(text, at)
        if pair is None:
            msg = f"{text[at:].strip()!r} is not field=value (parts are divided by ; and a value that holds one is quoted)"
            raise ValueError(msg)
        found[_unquoted(pair["key"])] = _unquoted(pair["value"])
        at = pair.end()
    return found


def _attributes(text: str) -> dict[str, str]:
    """``name="Acme Sales" language=zh`` as a dict."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        attribute = ATTRIBUTE.match(text, at)
        if attribute is None:
            msg = f"{text[at:].strip()!r} is not key=value"
            raise ValueError(msg)
        found[attribute[1]] = _unquoted(attribute[2])
        at = attribute.end()
    return found


SET_UP: dict[str, tuple[Callable[..., SetUp], str | None]] = {
    "workspace": (WorkspaceSetUp, None),
    "team": (AddTeam, "name"),
    "member": (AddMember, "handle"),
    "channel": (AddChannel, "name"),
}
"""What each word sets up, and the attribute that stands first without a key."""


def _set_up(word: str, rest: str) -> SetUp:
    make, first = SET_UP[word]
    head = re.match(r"(#?\"[^\"]*\"|(?:(?!\w+\s*=).)*)\s*", rest, re.DOTALL)
    assert head is not None
    name = _name(head[1].strip()) or ""
    values: dict[str, Any] = _attributes(rest[head.end() :])
    if first is not None:
        if not name:
            msg = f"{word}: needs a name"
            raise ValueError(msg)
        if word == "member" and (name == FORM or (" " in name and not head[1].startswith('"'))):
            msg = f"{name!r} can't be a member's name in the lines of a dialogue: no blank (unless it is quoted), and not {FORM!r}"
            raise ValueError(msg)
        values[first] = f"#{name.removeprefix('#')}" if word == "channel" else name
    elif name:
        msg = f"{name!r} is not key=value"
        raise ValueError(msg)
    try:
        made = make(**values)
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        what = "is not known here" if wrong["type"] == "unexpected_keyword_argument" else wrong["msg"].removeprefix("Value error, ")
        msg = f"{'.'.join(str(part) for part in wrong['loc'])}: {what}"
        raise ValueError(msg) from None
    return replace(made, name=made.name or made.handle) if isinstance(made, AddMember) else made


def _moment(text: str) -> MoveClock:
    for kind in (time, datetime):
        try:
            return MoveClock(kind.fromisoformat(text))
        except ValueError:
            continue
    msg = f"{text!r} is not a time such as 2026-11-23T09:00+08:00"
    raise ValueError(msg)


def _expect(whom: str, how: str, pattern: str) -> Expect:
    pattern = pattern.strip()
    if how == "<" and pattern == "nothing":
        how = "nothing"
    try:
        return Expect(whom, how, re.compile(pattern, re.IGNORECASE))
    except re.error as error:
        msg = f"not a regular expression: {error}"
        raise ValueError(msg) from None


Groups = Mapping[str, Any]
LINES: tuple[tuple[re.Pattern[str], Callable[[Groups], Action]], ...] = tuple(
    (re.compile(form, re.DOTALL), make)
    for form, make in (
        (r"(?P<word>workspace|team|member|channel)\s*[:：]\s*(?P<rest>.*)", lambda line: _set_up(line["word"], line["rest"])),
        (r"@\s*(?P<moment>\S.*)", lambda line: _moment(line["moment"].strip())),
        (rf"(?P<whom>{GROUP})\s*(?P<how><<|!<|<)(?P<pattern>.*)", lambda line: _expect(_name(line["whom"]) or "", line["how"], line["pattern"])),
        (rf"{WHO}\s*(?P<how><<|!<|<)(?P<pattern>.*)", lambda line: _expect(_name(line["who"]) or "", line["how"], line["pattern"])),
        (rf"{SPEAKER}\s*(?P<reply>\^?)>\s?(?P<text>.*)", lambda line: Say(**_speaker(line), text=line["text"], replies=bool(line["reply"]))),
        (rf"{SPEAKER}\s+edits\s*>\s?(?P<text>.*)", lambda line: EditLast(**_speaker(line), text=line["text"])),
        (rf"{SPEAKER}\s+deletes\s*", lambda line: DeleteLast(**_speaker(line))),
        (rf"{SPEAKER}\s*\[(?P<label>.+)\]\s*", lambda line: Press(**_speaker(line), label=line["label"].strip())),
        (rf"{WHO}\s+fills(?:\s+(?P<values>.*))?", lambda line: Fill(_name(line["who"]) or "", _values(line["values"] or ""))),
        (
            rf"{SPEAKER}\s+at\s+(?P<north>{DEGREES})\s*[,，]\s*(?P<east>{DEGREES}){CAPTION}\s*",
            lambda line: ShareLocation(**_speaker(line), latitude=float(line["north"]), longitude=float(line["east"]), caption=line["text"] or ""),
        ),
        (
            rf"{SPEAKER}\s+(?:photo|file)\s+(?P<path>\"[^\"]+\"|[^>]+?){CAPTION}\s*",
            lambda line: SendFile(**_speaker(line), path=Path(_unquoted(line["path"])), caption=line["text"] or ""),
        ),
    )
)


def _speaker(line: Groups) -> dict[str, Any]:
    return {"who": _name(line["who"]), "channel": _name(line["channel"])}


def parse_line(source: str) -> Action:
    """The step that one line stands for; raises ValueError that says what is wrong."""
    for form, make in LINES:
        if match := form.fullmatch(source):
            return make(match.groupdict())
    first, _, _ = source.partition("\n")
    msg = f"no line of a dialogue: {first[:80]!r}"
    raise ValueError(msg)


def _check_references(steps: list[Step], path: Path) -> None:
    """Everything that a line names is there: teams, channels, and whoever is expected to have seen something."""
    actions = [step.action for step in steps]
    teams = [action.name for action in actions if isinstance(action, AddTeam)]
    channels = {action.name for action in actions if isinstance(action, AddChannel)}
    people = {action.handle for action in actions if isinstance(action, AddMember)}
    people |= {who for action in actions if (who := getattr(action, "who", None))}
    for step in steps:
        action = step.action
        if isinstance(action, WorkspaceSetUp):
            raise _error(path, step.number, "the workspace is set up first, and once")
        above = teams[: teams.index(action.name)] if isinstance(action, AddTeam) else teams
        team = getattr(action, "parent", None) or getattr(action, "team", None)
        if team is not None and team not in above:
            raise _error(path, step.number, f"there is no team {team!r} above")
        whom = action.whom if isinstance(action, Expect) else None
        channel = whom if whom and whom.startswith("#") else getattr(action, "channel", None)
        if channel is not None and channel not in channels:
            raise _error(path, step.number, f"there is no channel {channel!r}")
        if whom is not None and not whom.startswith("#") and whom not in people | {FORM}:
            raise _error(path, step.number, f"there is nobody called {whom!r}")
