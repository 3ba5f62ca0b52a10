"""The names that a workspace knows, as the reader wants them: built once and kept until a name changes."""

from __future__ import annotations

from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.context import Context
from handlers.parsing.names import KnownContact, KnownNames
from storage.models import Contact, Customer, Lead, LeadStatus, Member, Workspace

_kept: dict[tuple[str, int], tuple[int, KnownNames]] = {}
_lock = Lock()


def known_names(session: Session, workspace: Workspace) -> KnownNames:
    """The index of the workspace's names, as fresh as its ``names_version``."""
    key = (str(session.get_bind().engine.url), workspace.id)
    with _lock:
        version, names = _kept.get(key, (-1, None))
    if names is None or version != workspace.names_version:
        names = _build(session)
        with _lock:
            _kept[key] = (workspace.names_version, names)
    return names


def names_customer(context: Context, text: str) -> bool:
    """Whether a text is nothing but the name of a customer, a lead or a person there."""
    names = known_names(context.session, context.workspace)
    return any(bool(match.candidates) and not match.fuzzy for match in (names.find_company(text), names.find_contact(text)))


def _build(session: Session) -> KnownNames:
    customers = session.execute(select(Customer.name, Customer.aliases)).all()
    people = session.execute(select(Contact.name, Customer.name).join(Customer, Contact.customer_id == Customer.id)).all()
    leads = session.execute(select(Lead.company, Lead.person).where(Lead.status.in_([LeadStatus.NEW, LeadStatus.CONTACTED]))).all()
    return KnownNames.build(
        companies=[*(name for name, _ in customers), *(company for company, _ in leads if company)],
        contacts=[KnownContact(name, company or "") for name, company in [*people, *((person, company) for company, person in leads)] if name],
        members=session.scalars(select(Member.name).where(Member.active)).all(),
        aliases={alias: name for name, aliases in customers for alias in aliases},
    )
