"""What is known about a customer or a lead."""

from __future__ import annotations

from sqlalchemy import BindParameter, ColumnElement, or_, select

from storage.models import AboutParty, Customer, Lead


def about(model: type[AboutParty], party: Customer | Lead) -> ColumnElement[bool]:
    """The condition for records about a customer, those about the leads that became it included, or about a lead."""
    return about_id(model, type(party), party.id)


def about_id(model: type[AboutParty], party: type[Customer] | type[Lead], party_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """The same, by id."""
    if party is Lead:
        return model.lead_id == party_id
    return or_(model.customer_id == party_id, model.lead_id.in_(select(Lead.id).where(Lead.customer_id == party_id)))
