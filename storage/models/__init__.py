"""The tables, by subject."""

from storage.models.base import Audited, Base, InWorkspace
from storage.models.joining import Entrance, Invitation
from storage.models.people import Account, Channel, Leave, Member, Role, Team, Workspace
from storage.models.sales import (
    OPEN_STAGES,
    AboutParty,
    CheckIn,
    Contact,
    ContactLog,
    Contract,
    Customer,
    Deal,
    Lead,
    LeadStatus,
    Payment,
    Stage,
)
from storage.models.traffic import UNSENT, AuditEntry, Change, Draft, Filling, InboxItem, InboxState, OutboxItem, OutboxState, ReadMark, Schedule
from storage.models.work import Approval, ApprovalStatus, Attachment, Comment, DailyReport, Target, Task, TaskStatus

__all__ = [
    "OPEN_STAGES",
    "UNSENT",
    "AboutParty",
    "Account",
    "Approval",
    "ApprovalStatus",
    "Attachment",
    "AuditEntry",
    "Audited",
    "Base",
    "Change",
    "Channel",
    "CheckIn",
    "Comment",
    "Contact",
    "ContactLog",
    "Contract",
    "Customer",
    "DailyReport",
    "Deal",
    "Draft",
    "Entrance",
    "Filling",
    "InWorkspace",
    "InboxItem",
    "InboxState",
    "Invitation",
    "Lead",
    "LeadStatus",
    "Leave",
    "Member",
    "OutboxItem",
    "OutboxState",
    "Payment",
    "ReadMark",
    "Role",
    "Schedule",
    "Stage",
    "Target",
    "Task",
    "TaskStatus",
    "Team",
    "Workspace",
]

for _table in Base.metadata.tables.values():
    # a button of an undone record must not act on a new one that got its id: SQLite would give the id of a deleted row away again
    _table.dialect_options["sqlite"]["autoincrement"] = True
