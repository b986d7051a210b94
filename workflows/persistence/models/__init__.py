"""The tables, one class each, a module per subject."""

from workflows.persistence.models.agenda import AgendaLink
from workflows.persistence.models.backups import Backup
from workflows.persistence.models.base import NO_DATE, Model
from workflows.persistence.models.cases import Case, Deadline, Entry, Incident, Job, Party, Reminder, TaskSeen, UserTask
from workflows.persistence.models.dossier import (
    Document,
    DocumentContent,
    Draft,
    ImportFile,
    Incoming,
    IncomingEntry,
    IncomingFile,
    Letter,
    ReadLog,
    Renewal,
    RenewalRound,
    Tlv,
    TlvGap,
)
from workflows.persistence.models.erasures import Erasure
from workflows.persistence.models.house_style import HouseStyle
from workflows.persistence.models.meetings import Meeting, MeetingItem, MeetingReader
from workflows.persistence.models.notes import Note
from workflows.persistence.models.outages import Outage, Pulse
from workflows.persistence.models.people import AdminEntry, Invitation, Mandate, Membership, Organisation, Person, Pupil
from workflows.persistence.models.questions import Question
from workflows.persistence.models.relations import PupilMerge, Relation
from workflows.persistence.models.returns import SchoolReturn
from workflows.persistence.models.routes import Counter, Deployment, DryRun, Live, Proposal, ProposalEdit, RouteStart
from workflows.persistence.models.schools import SchoolCare
from workflows.persistence.models.signing import Prepared, PrivateNote, Series, Shown
from workflows.persistence.models.watched import Watched

__all__ = [
    "NO_DATE",
    "AdminEntry",
    "AgendaLink",
    "Backup",
    "Case",
    "Counter",
    "Deadline",
    "Deployment",
    "Document",
    "DocumentContent",
    "Draft",
    "DryRun",
    "Entry",
    "Erasure",
    "HouseStyle",
    "ImportFile",
    "Incident",
    "Incoming",
    "IncomingEntry",
    "IncomingFile",
    "Invitation",
    "Job",
    "Letter",
    "Live",
    "Mandate",
    "Meeting",
    "MeetingItem",
    "MeetingReader",
    "Membership",
    "Model",
    "Note",
    "Organisation",
    "Outage",
    "Party",
    "Person",
    "Prepared",
    "PrivateNote",
    "Proposal",
    "ProposalEdit",
    "Pulse",
    "Pupil",
    "PupilMerge",
    "Question",
    "ReadLog",
    "Relation",
    "Reminder",
    "Renewal",
    "RenewalRound",
    "RouteStart",
    "SchoolCare",
    "SchoolReturn",
    "Series",
    "Shown",
    "TaskSeen",
    "Tlv",
    "TlvGap",
    "UserTask",
    "Watched",
]
