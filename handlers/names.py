"""The names that a workspace knows, as the reader wants them: built once and kept until a name changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.context import Context
from handlers.parsing.names import KnownContact, KnownNames
from storage.models import Contact, Customer, Lead, LeadStatus, Member, Workspace


@dataclass(frozen=True)
class Known:
    """All names of a workspace at one version, each once and in their order, and the index of them."""

    version: int
    companies: Mapping[str, None]
    contacts: Mapping[KnownContact, None]
    members: Mapping[str, None]
    aliases: Mapping[str, str]
    index: KnownNames

    def holds(self, before: Known) -> bool:
        """Whether everything is here that was there before, so that names have come and none has gone."""
        return (
            before.aliases == self.aliases
            and before.companies.keys() <= self.companies.keys()
            and before.contacts.keys() <= self.contacts.keys()
            and before.members.keys() <= self.members.keys()
        )


_kept: dict[tuple[str, int], Known] = {}
_lock = Lock()


def known_names(session: Session, workspace: Workspace) -> KnownNames:
    """The index of the workspace's names, as fresh as its ``names_version``."""
    key = (str(session.get_bind().engine.url), workspace.id)
    with _lock:
        known = _kept.get(key)
    if known is None or known.version != workspace.names_version:
        known = _read(session, workspace.names_version, known)
        with _lock:
            _kept[key] = known
    return known.index


def _read(session: Session, version: int, before: Known | None) -> Known:
    """The names as they are now. Mostly one has been added since: then the index grows by it, and is not made anew from thousands."""
    customers = session.execute(select(Customer.name, Customer.aliases)).all()
    people = session.execute(select(Contact.name, Customer.name).join(Customer, Contact.customer_id == Customer.id)).all()
    leads = session.execute(select(Lead.company, Lead.person).where(Lead.status.in_([LeadStatus.NEW, LeadStatus.CONTACTED]))).all()
    companies = [*(name for name, _ in customers), *(company for company, _ in leads if company)]
    contacts = [KnownContact(name, company or "") for name, company in [*people, *((person, company) for company, person in leads)] if name]
    members = session.scalars(select(Member.name).where(Member.active)).all()
    aliases = {alias: name for name, aliases in customers for alias in aliases}
    known = Known(version, dict.fromkeys(companies), dict.fromkeys(contacts), dict.fromkeys(members), aliases, KnownNames())
    if before is None or not known.holds(before):
        return replace(known, index=KnownNames.build(known.companies, known.contacts, known.members, aliases))
    new_companies = [company for company in known.companies if company not in before.companies]
    new_contacts = [contact for contact in known.contacts if contact not in before.contacts]
    new_members = [member for member in known.members if member not in before.members]
    return replace(known, index=before.index.extended(new_companies, new_contacts, new_members))


def names_customer(context: Context, text: str) -> bool:
    """Whether a text is nothing but the name of a customer, a lead or a person there."""
    names = known_names(context.session, context.workspace)
    return any(bool(match.candidates) and not match.fuzzy for match in (names.find_company(text), names.find_contact(text)))
