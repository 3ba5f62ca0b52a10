"""What an admin wants to know when something seems wrong: each check looks, says what it found, and what to do about it.

Nothing is changed: a database that is not there is not made. Neither tokens nor what people wrote are shown. The findings are in English, like the
rest of the command line; what people see in chat is in their own language.
"""

from __future__ import annotations

import os
import shutil
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from pkgutil import resolve_name

import chinese_calendar
from alembic.util import CommandError
from babel.dates import format_timedelta
from sqlalchemy import make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot import inbox
from bot.config import LOOPBACK, Settings, SettingsError, check_host, load_settings
from bot.findings import Finding, Mark
from handlers.charts import cjk_font
from scheduler import outbox, schedules
from storage import migrate
from storage.database import Database
from storage.files import FileStore
from storage.models import InboxItem, InboxState, OutboxItem, OutboxState

SPACE_NEEDED = 100 * 2**20
SPACE_WANTED = 2**30
"""Bytes free where the data lies: below the first there is no working, below the second it is time to look."""
LATE = timedelta(minutes=5)
STUCK = timedelta(hours=1)
FRESH = timedelta(days=7)
"""A message that was lost in this time is something wrong; an older one is only remembered."""
LISTED = 10
CONNECT_TIMEOUT_S = 5
CHECKUPS = {"slack": "bot.platforms.slack.checkup:check_up", "telegram": "bot.platforms.telegram.checkup:check_up"}
"""What asks each chat platform whether it takes the tokens in the settings. It is imported only where there are any."""


def examine(now: datetime) -> Iterator[Finding]:
    """All checks, the settings first: without them there is no database to look at."""
    yield from _check_zones()
    yield _check_font()
    try:
        settings = load_settings()
        check_host(settings)
    except SettingsError as error:
        yield Finding("settings", Mark.WRONG, str(error), "change it in .env or the environment; .env.example lists what each takes")
        return
    where = "on this machine only" if settings.host in LOOPBACK else "to the whole network: whoever reaches it may act as anybody"
    yield Finding("settings", Mark.OK, f"valid; the web chat is served on {settings.host}:{settings.port}, {where}")
    for platform in CHECKUPS:
        yield from _check_platform(settings, platform, now)
    yield _check_working_days(settings.country, now.date())
    yield _check_disk(settings.data_dir)
    yield from _check_database(settings, now)


def _check_zones() -> Iterator[Finding]:
    try:
        zoneinfo.ZoneInfo("Asia/Shanghai")
    except zoneinfo.ZoneInfoNotFoundError:
        yield Finding("time zones", Mark.WRONG, "no zone data", "pip install tzdata")
    else:
        yield Finding("time zones", Mark.OK, f"{len(zoneinfo.available_timezones())} zones")


def _check_font() -> Finding:
    font = cjk_font()
    if font is None:
        text = "none with Chinese characters: digests with Chinese names go out without their picture"
        return Finding("fonts", Mark.WARNING, text, "install one, e.g. apt install fonts-noto-cjk, and start again")
    return Finding("fonts", Mark.OK, f"{font} draws Chinese")


def _check_platform(settings: Settings, platform: str, now: datetime) -> Iterator[Finding]:
    names = [name for name in Settings.model_fields if name.startswith(f"{platform}_") and not name.endswith("_api_url")]
    if any(getattr(settings, name) for name in names):
        yield from resolve_name(CHECKUPS[platform])(settings, now)
    else:
        yield Finding(platform, Mark.OK, "not served: no token")


def _check_working_days(country: str, today: date) -> Finding:
    if country == "CN":
        try:
            chinese_calendar.is_workday(today)
        except NotImplementedError:
            text = f"the make-up workdays of {today.year} are not known: plain weekends and public holidays are used"
            return Finding("working days", Mark.WARNING, text, "pip install --upgrade chinesecalendar")
    return Finding("working days", Mark.OK, f"those of {country}")


def _check_disk(folder: Path) -> Finding:
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not os.access(there, os.W_OK):
        return Finding("disk", Mark.WRONG, f"{there} cannot be written to", "give its ownership to the account that runs Onpace")
    free = shutil.disk_usage(there).free
    text = f"{free / 2**30:.1f} GiB free in {there}"
    if free < SPACE_NEEDED:
        return Finding("disk", Mark.WRONG, text, "make room: nothing can be written down without it")
    return Finding("disk", Mark.OK if free >= SPACE_WANTED else Mark.WARNING, text, "" if free >= SPACE_WANTED else "make room soon")


def _check_database(settings: Settings, now: datetime) -> Iterator[Finding]:
    url = make_url(settings.database_url.get_secret_value())
    if url.get_backend_name() == "sqlite":
        if url.database and not Path(url.database).exists():
            yield Finding("database", Mark.WARNING, f"{url.database} is not there yet", "the first make run makes it")
            return
    else:
        url = url.update_query_dict({"connect_timeout": str(CONNECT_TIMEOUT_S)})
    database = Database(url.render_as_string(hide_password=False), FileStore(settings.data_dir / "files"))
    try:
        found = _check_version(database)
        yield found
        if found.mark is Mark.OK:
            with database.read(everywhere=True) as session:
                yield from _check_queues(session, now)
                yield from _check_dead_letters(session, now)
    except (SQLAlchemyError, CommandError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        yield Finding("database", Mark.WRONG, f"cannot be read: {reason}", "check DATABASE_URL, that the server is up, or restore a backup")
    finally:
        database.close()


def _check_version(database: Database) -> Finding:
    version, head = migrate.version(database), migrate.head()
    where = database.url.render_as_string(hide_password=True)
    if version is None:
        return Finding("database", Mark.WARNING, f"{where} is empty", "the next make run sets it up")
    if version != head:
        text = f"{where} is at version {version}, this code needs {head}"
        return Finding("database", Mark.WRONG, text, "back it up, then python -m bot migrate; if it is the newer one, update the code")
    return Finding("database", Mark.OK, f"{where} at version {version}")


WAITING: dict[str, tuple[Callable[[Session], datetime | None], str]] = {
    "inbox": (inbox.next_due, "the oldest message that nobody has handled"),
    "outbox": (outbox.next_due, "the oldest message that has not gone out"),
    "schedule": (schedules.next_due, "the oldest subject that nobody has looked at"),
}


def _check_queues(session: Session, now: datetime) -> Iterator[Finding]:
    for check, (next_due, what) in WAITING.items():
        due = next_due(session)
        if due is None or now - due < LATE:
            later = f"next at {due:%Y-%m-%d %H:%M} UTC" if due is not None and due > now else "nothing waits"
            yield Finding(check, Mark.OK, later)
        else:
            mark = Mark.WRONG if now - due >= STUCK else Mark.WARNING
            text = f"{what} is {format_timedelta(now - due, locale='en')} late ({due:%Y-%m-%d %H:%M} UTC)"
            yield Finding(check, mark, text, "is Onpace running? make run; if it is, look at its log")


def _check_dead_letters(session: Session, now: datetime) -> Iterator[Finding]:
    dead_in = select(InboxItem).where(InboxItem.state == InboxState.DEAD).order_by(InboxItem.id.desc()).limit(LISTED)
    dead_out = select(OutboxItem).where(OutboxItem.state.in_([OutboxState.DEAD, OutboxState.UNKNOWN])).order_by(OutboxItem.id.desc()).limit(LISTED)
    letters = [
        *(("inbox", item.id, item.state.value, item.received_at, item.chat, item.error) for item in session.scalars(dead_in)),
        *(("outbox", item.id, item.state.value, item.created_at, item.chat, item.error) for item in session.scalars(dead_out)),
    ]
    if not letters:
        yield Finding("dead letters", Mark.OK, "none")
    for queue, item_id, state, at, chat, error in letters:
        mark = Mark.WRONG if now - at < FRESH else Mark.WARNING
        text = f"{queue} {item_id} {state}, {at:%Y-%m-%d %H:%M} UTC, {chat}: {error or 'no error noted'}"
        yield Finding("dead letters", mark, text, ADVICE[state if queue == "outbox" else "inbox"])


ADVICE = {
    "inbox": "its sender was told; the log of that time says more",
    OutboxState.DEAD.value: "the platform refused it; the log of that time says more",
    OutboxState.UNKNOWN.value: "the process died while sending it; look in the chat whether it arrived",
}
