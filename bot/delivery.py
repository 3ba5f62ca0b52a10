"""From the outbox to the platforms."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.inbox import describe
from bot.platforms.platform import Outgoing, Platform
from handlers.messages import REPLY
from scheduler import outbox
from scheduler.clock import Clock
from scheduler.outbox import Failed, Sent
from storage.database import Database
from storage.models import Account, OutboxItem

log = logging.getLogger(__name__)

LONGEST_SENDING = outbox.LEASE / 2
"""Well within the lease: nobody else takes up what is still being sent."""


async def deliver(database: Database, platforms: Mapping[str, Platform], clock: Clock) -> int:
    """Send the next message of each chat that has one due; return how many were taken up."""
    claimed = await asyncio.to_thread(_claim, database, platforms.keys(), clock)
    results = await asyncio.gather(*(_send(platforms[platform], outgoing) for platform, outgoing in claimed))
    if claimed:
        await asyncio.to_thread(_record, database, clock, {outgoing.item_id: result for (_, outgoing), result in zip(claimed, results, strict=True)})
    return len(claimed)


def recover(database: Database, platforms: Mapping[str, Platform], clock: Clock, *, at_start: bool = False) -> int:
    """Take up what a process that died left half-sent.

    On SQLite nobody else serves the database: what is being sent when a process starts is a dead one's, and need not wait for its lease to run out.
    """
    safe = [platform.name for platform in platforms.values() if platform.repeats_safely]
    with database.write(clock.now(), everywhere=True) as session:
        until = clock.now() + 2 * outbox.LEASE if at_start and database.is_sqlite else clock.now()
        return outbox.recover(session, until, safe_platforms=safe)


def _claim(database: Database, platforms: Collection[str], clock: Clock) -> list[tuple[str, Outgoing]]:
    with database.write(clock.now(), everywhere=True) as session:
        return [(item.platform, _outgoing(session, item)) for item in outbox.claim(session, clock.now(), platforms=platforms)]


def _outgoing(session: Session, item: OutboxItem) -> Outgoing:
    replaced = session.get(OutboxItem, item.replaces_id) if item.replaces_id else None
    only_for = None
    if item.member_id is not None:
        whose = select(Account.external_id).where(
            Account.member_id == item.member_id, Account.platform == item.platform, Account.tenant == item.tenant
        )
        only_for = session.scalars(whose).first()
    return Outgoing(
        item_id=item.id,
        tenant=item.tenant,
        address=item.address,
        reply=REPLY.validate_python(item.payload),
        only_for=only_for,
        replaces=replaced.external_id if replaced else None,
        reply_to=item.reply_to,
        language=item.language,
        kind=item.kind,
        attempt=item.attempts,
    )


async def _send(platform: Platform, outgoing: Outgoing) -> Sent | Failed:
    try:
        async with asyncio.timeout(LONGEST_SENDING.total_seconds()):
            return await platform.send(outgoing)
    except TimeoutError:
        return Failed("no answer in time", perhaps_sent=True)
    except Exception as error:  # noqa: BLE001 - whatever a platform's client raises, the other chats go on
        log.warning("outbox item %d failed: %s", outgoing.item_id, describe(error))
        return Failed(describe(error))


def _record(database: Database, clock: Clock, results: Mapping[int, Sent | Failed]) -> None:
    with database.write(clock.now(), everywhere=True) as session:
        for item in session.scalars(select(OutboxItem).where(OutboxItem.id.in_(results))).all():
            outbox.record(session, item, results[item.id], clock.now())
