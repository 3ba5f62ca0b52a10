"""Settings by slash command: teams, members, one's zone and language, and whether a channel is listened to."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from sqlalchemy import select

from handlers import locales
from handlers.access import members_of
from handlers.commands import slash
from handlers.context import Context
from handlers.customers import check_name
from handlers.errors import NotAllowedError, UserError
from handlers.messages import Reply
from handlers.outcome import Outcome
from handlers.pools import release_all
from handlers.profiles import keep_by_hand, let_go_by_hand
from handlers.receipts import receipt
from handlers.small_words import means
from handlers.texts import joined, say
from handlers.workspaces import add_channel, add_member, add_team
from storage.models import Member, Role, Team

LEAST_ROLE = {"team": Role.ADMIN, "member": Role.ADMIN, "capture": Role.MANAGER, "invite": Role.MANAGER}
"""Who may use a setting, where not everybody may."""
RANKS = (Role.REP, Role.MANAGER, Role.ADMIN)
SEPARATORS = str.maketrans("，、", ",,")


def may_use(context: Context, name: str) -> bool:
    """Whether the member's role is enough for a command."""
    return RANKS.index(context.member.role) >= RANKS.index(LEAST_ROLE.get(name, Role.REP))


def check_role(context: Context, name: str) -> None:
    """Raise NotAllowedError where the member's role is not enough for a command."""
    if not may_use(context, name):
        raise NotAllowedError(f"settings.only_{LEAST_ROLE[name].value}")


def _done(context: Context, key: str, **values: object) -> Outcome:
    """Say what was set, with Undo."""
    context.session.flush()
    return Outcome(receipt(context, [], heading=context.text(f"settings.{key}", **values)))


def find_team(context: Context, name: str) -> Team | None:
    """The team of that name, in whatever case."""
    teams = context.session.scalars(select(Team)).all()
    return next((team for team in teams if team.name.casefold() == name.strip().casefold()), None)


@slash("team")
def set_team(context: Context, said: str) -> Outcome:
    """``/team East``, ``/team East, Sales``: add a team, below another; in a group, bind the group to it. Alone: who is in which team."""
    check_role(context, "team")
    name, _, above = said.translate(SEPARATORS).partition(",")
    if not name.strip():
        return Outcome(Reply(_people(context)), look_up=True)
    parent = find_team(context, above) if above.strip() else None
    if above.strip() and parent is None:
        raise UserError("settings.no_such_team", name=above.strip())
    team = find_team(context, name)
    is_known = team is not None
    team = team or add_team(context.session, check_name("name", name), context.now, parent)
    if context.message is not None and not context.message.private:
        return _bind(context, team)
    if is_known and parent is None:
        raise UserError("settings.team_known", name=team.name)
    team.parent_id = parent.id if parent else None
    return _done(context, "team_added", name=joined(parent.name if parent else None, team.name))


def _bind(context: Context, team: Team) -> Outcome:
    """From now on the group is the team's: its digest goes there."""
    message = context.message
    assert message is not None
    name = message.chat_name or team.name
    channel = context.channel or add_channel(context.session, name, message.platform, message.tenant, message.chat, context.now)
    channel.team_id, channel.name = team.id, message.chat_name or channel.name
    return _done(context, "channel_bound", name=team.name)


def _people(context: Context) -> str:
    """The teams with their members, and those without a team."""
    session = context.session
    teams = session.scalars(select(Team).order_by(Team.name)).all()
    groups = [(team.name, [member for member in members_of(session, team.id) if member.team_id == team.id]) for team in teams]
    alone = session.scalars(select(Member).where(Member.active, Member.team_id.is_(None)).order_by(Member.name)).all()
    groups.append((context.text("settings.no_team"), list(alone)))
    lines = [f"{name}{context.text('formats.colon')}{', '.join(_called(context, one) for one in members) or '–'}" for name, members in groups]
    return "\n".join([*lines, "", context.text("settings.how_to_add")])


def _called(context: Context, member: Member) -> str:
    role = context.label("choices.role", member.role)
    return member.name if member.role is Role.REP else f"{member.name} ({role})"


@slash("member")
def set_member(context: Context, said: str) -> Outcome:
    """``/member Tom Reid, rep, East``: add a member, or change one's role and team; ``/member Tom Reid, off``: they have left."""
    check_role(context, "member")
    name, *details = (part.strip() for part in said.translate(SEPARATORS).split(","))
    if not name:
        return Outcome(Reply(_people(context)), look_up=True)
    if not details:
        name, details = _split(context, name)
    member = context.session.scalars(select(Member).where(Member.name == name)).first()
    if any(means(detail, "off") for detail in details):
        return _deactivate(context, member, name)
    role, team = _read_details(context, details)
    if member is None:
        member = add_member(context.session, check_name("name", name), context.now, role=role or Role.REP, team=team)
        keep_by_hand(member, "name")
    elif member is context.member and role not in (None, Role.ADMIN):
        raise UserError("settings.not_oneself")
    else:
        member.active, member.role, member.team = True, role or member.role, team or member.team
        let_go_by_hand(member, "active")
    context.session.flush()
    told = joined(member.name, context.label("choices.role", member.role), member.team.name if member.team else None)
    return _done(context, "member_set", told=told)


def _split(context: Context, text: str) -> tuple[str, list[str]]:
    """A text without commas: a member's name comes first, or a new one as far as the last words are no role, no team and no ``off``."""
    known = set(context.session.scalars(select(Member.name)))
    words, details = text.split(), []
    while len(words) > 1 and " ".join(words) not in known and (role_named(words[-1]) or find_team(context, words[-1]) or means(words[-1], "off")):
        details.append(words.pop())
    return " ".join(words), details


def _read_details(context: Context, details: list[str]) -> tuple[Role | None, Team | None]:
    role: Role | None = None
    team: Team | None = None
    for detail in filter(None, details):
        if (found := role_named(detail)) is not None:
            role = found
        elif (named := find_team(context, detail)) is not None:
            team = named
        else:
            raise UserError("settings.no_such_team", name=detail)
    return role, team


@cache
def role_named(word: str) -> Role | None:
    """The role that a word of any language names."""
    names = {say(language, f"choices.role.{role.value}").casefold(): role for language in locales.LANGUAGES for role in Role}
    return names.get(word.casefold()) or next((role for role in Role if role.value == word.casefold()), None)


def _deactivate(context: Context, member: Member | None, name: str) -> Outcome:
    """Somebody has left: what they own goes to the pool, nothing is sent to them any more."""
    if member is context.member:
        raise UserError("settings.not_oneself")
    count = release_all(context, member) if member else 0
    if member is None or not (member.active or count):
        raise UserError("errors.no_such_member", name=name)
    member.active = False
    keep_by_hand(member, "active")
    return _done(context, "member_left" if count else "member_left_alone", name=member.name, count=count)


@slash("zone")
def set_zone(context: Context, said: str) -> Outcome:
    """``/zone Asia/Shanghai`` or ``/zone Shanghai``: the member's own zone."""
    if not said:
        return Outcome(Reply(context.text("settings.zone_is", zone=context.zone.key)), look_up=True)
    wanted = said.strip().replace(" ", "_").casefold()
    zone = _zones().get(wanted)
    if zone is None:
        raise UserError("settings.no_such_zone", said=said)
    context.member.timezone = zone
    keep_by_hand(context.member, "timezone")
    return _done(context, "zone_set", zone=zone, now=context.spell(context.local(context.now)))


@cache
def _zones() -> dict[str, str]:
    """The IANA zones by their names, and by their cities' where only one has it."""
    zones = sorted(zone for zone in available_timezones() if not zone.startswith(("Etc/", "posix", "right", "SystemV")))
    cities: dict[str, list[str]] = {}
    for zone in zones:
        cities.setdefault(zone.rsplit("/", 1)[-1].casefold(), []).append(zone)
    return {city: found[0] for city, found in cities.items() if len(found) == 1} | {zone.casefold(): zone for zone in zones}


@slash("name")
def set_name(context: Context, said: str) -> Outcome:
    """``/name Lily Chen``: what the member is called."""
    if not said:
        return Outcome(Reply(context.text("settings.name_is", name=context.member.name)), look_up=True)
    name = check_name("name", said)
    if context.session.scalar(select(Member.id).where(Member.name == name, Member.id != context.member.id)):
        raise UserError("settings.name_taken", name=name)
    context.member.name = name
    keep_by_hand(context.member, "name")
    return _done(context, "name_set", name=name)


@slash("language")
def set_language(context: Context, said: str) -> Outcome:
    """``/language zh`` or ``/language 中文``: the language in which the member is answered."""
    names = {say(language, "language_name"): language for language in locales.LANGUAGES}
    if not said:
        return Outcome(Reply(context.text("settings.languages", names=", ".join(names))), look_up=True)
    wanted = said.strip().casefold()
    language = next((code for name, code in names.items() if wanted in (name.casefold(), code)), None)
    if language is None:
        raise UserError("settings.no_such_language", said=said, names=", ".join(names))
    context.member.language = language
    keep_by_hand(context.member, "language")
    return _done(context, "language_set")


@slash("capture")
def set_capture(context: Context, said: str) -> Outcome:
    """``/capture on`` in a group: every message there is read as an update; ``off``: only what is meant for the assistant."""
    check_role(context, "capture")
    if context.channel is None:
        raise UserError("settings.capture_where")
    if not (means(said, "on") or means(said, "off")):
        raise UserError("settings.capture_how")
    context.channel.capture = means(said, "on")
    return _done(context, "capture_on" if context.channel.capture else "capture_off")
