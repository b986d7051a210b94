"""What a case holds beside its steps: drafts, documents, letters, consents, TLVs, and who read it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.persistence.models.base import NUMBERED, Model, Numbered

UNHANDLED = text("handled_at IS NULL")
UNPOSTED = text("channel <> 'portaal' AND posted_on IS NULL AND NOT replaced")


class Draft(Model):
    """Answers that were saved but not submitted: of the task, so of the organisation, not of one person."""

    __tablename__ = "draft"

    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id"), primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    data: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Document(Numbered):
    """A file in a case; its bytes stand apart, so that no list loads them."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("user_task.id"), index=True)
    field: Mapped[str | None] = mapped_column(String(80))  #: of the form in which it was added
    submitted: Mapped[bool] = mapped_column(default=True)  #: false while it belongs to a draft
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]  #: bytes
    kind: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    block: Mapped[str] = mapped_column(String(40))  #: data block that decides who may read it
    looked: Mapped[str | None] = mapped_column(String(8))  #: for a BSN: clean, doubt or unread; empty: before we did
    doubt_at: Mapped[str | None] = mapped_column(String(60))  #: the page or sheet with what may be one
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class DocumentContent(Model):
    """The bytes of a document."""

    __tablename__ = "document_content"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Letter(Numbered):
    """A letter to one addressee, sealed as it was made; a change is a new version, and the old one stays."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    entry_seq: Mapped[int | None]
    letter: Mapped[str] = mapped_column(String(80))  #: its file in the route
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[list[Any]]  #: blocks: paragraph, heading or list; its lines; the name of the text to change, if any
    addressee_kind: Mapped[str] = mapped_column(String(20))  #: applicant, parents, ...
    addressee_name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(Text)
    secret_address: Mapped[bool] = mapped_column(default=False)  #: never shown to the others
    channel: Mapped[str] = mapped_column(String(12))  #: post, e-mail, portaal
    made_at: Mapped[datetime]
    posted_on: Mapped[date | None]
    returned_on: Mapped[date | None]
    seal: Mapped[str | None] = mapped_column(String(64))  #: SHA-256 over what it says and to whom
    version: Mapped[int] = mapped_column(default=1)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))
    change: Mapped[str | None] = mapped_column(Text)  #: what is other than in the version that it replaces
    restarts: Mapped[str | None] = mapped_column(String(80))  #: the terms that begin again when it is posted
    replaced: Mapped[bool] = mapped_column(default=False)  #: a newer version goes out instead
    encloses: Mapped[list[Any] | None]  #: the documents that go with it, by id

    __table_args__ = (
        Index("ix_letter_to_post", "made_at", "id", sqlite_where=UNPOSTED, postgresql_where=UNPOSTED),
        NUMBERED,
    )


class Tlv(Numbered):
    """A toelaatbaarheidsverklaring in the register of the SWV; lives on after its case.

    Source: WPO art. 40; WEC art. 40; the number by the specifications of DUO (17 positions, never used twice).
    """

    __tablename__ = "tlv"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(17), unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)  #: none where it was taken over
    pupil_id: Mapped[int | None] = mapped_column(ForeignKey("pupil.id"), index=True)
    kind: Mapped[str] = mapped_column(String(4))  #: SBO, SO, VSO
    category: Mapped[str | None] = mapped_column(String(1))  #: L, M, H; none for SBO
    decided_on: Mapped[date]
    valid_from: Mapped[date]
    valid_until: Mapped[date] = mapped_column(index=True)
    school_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)  #: where it is used
    placed_on: Mapped[date | None]
    revoked_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")  #: why it was revoked, or why a number is missing
    erase_on: Mapped[date | None]


class TlvGap(Model):
    """Why a number of the register of TLVs was never given out."""

    __tablename__ = "tlv_gap"

    number: Mapped[str] = mapped_column(String(17), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Renewal(Model):
    """What the school answered about a TLV that ends, and the application that began with it."""

    __tablename__ = "renewal"

    tlv_id: Mapped[int] = mapped_column(ForeignKey("tlv.id"), primary_key=True)
    choice: Mapped[str] = mapped_column(String(40))  #: of the route
    remark: Mapped[str] = mapped_column(Text, default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class RenewalRound(Model):
    """A school was asked about its TLVs that end on a day."""

    __tablename__ = "renewal_round"

    school_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    ends_on: Mapped[date] = mapped_column(primary_key=True)
    invited_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ImportFile(Numbered):
    """A list that somebody offered to take over; empty once it was."""

    __tablename__ = "import_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))  #: tlv, cases, duo, organisations, people
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class Incoming(Numbered):
    """What reached us outside any task: on paper, by telephone or mail, or on the public page.

    *received_on* is what the law counts from (Awb art. 4:13, 6:9); it changes only with a reason and a second person.
    """

    __tablename__ = "incoming"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(12))  #: post, telefoon, e-mail, balie, website
    received_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  #: nobody on the public page
    swv_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str] = mapped_column(String(40))  #: who handles it; others do not see it
    answers: Mapped[dict[str, Any]]
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    proposed_on: Mapped[date | None]  #: another date of receipt, until a second person agrees
    proposed_why: Mapped[str] = mapped_column(Text, default="")
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outage_id: Mapped[int | None] = mapped_column(ForeignKey("outage.id"))  #: why it came later than it was sent

    __table_args__ = (
        Index(
            "ix_incoming_open",
            "swv_id",
            "role",
            "received_on",
            "id",
            sqlite_where=UNHANDLED,
            postgresql_where=UNHANDLED,
        ),
        NUMBERED,
    )  # fmt: skip


class IncomingFile(Numbered):
    """What came along with it."""

    __tablename__ = "incoming_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    incoming_id: Mapped[int] = mapped_column(ForeignKey("incoming.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]  #: bytes
    looked: Mapped[str | None] = mapped_column(String(8))  #: as for a document
    doubt_at: Mapped[str | None] = mapped_column(String(60))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class IncomingEntry(Numbered):
    """What happened with it: handled, joined to a case, its date changed by two persons."""

    __tablename__ = "incoming_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    incoming_id: Mapped[int] = mapped_column(ForeignKey("incoming.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str] = mapped_column(String(20))
    details: Mapped[dict[str, Any]]


class ReadLog(Numbered):
    """Somebody read something of a case or a pupil.

    Source: AVG art. 5 lid 2 and 32; domain rule "every read of a dossier is logged".
    """

    __tablename__ = "read_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    pupil_id: Mapped[int | None] = mapped_column(ForeignKey("pupil.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    what: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]

    __table_args__ = (Index(None, "case_id", "at"), Index(None, "person_id", "at"), NUMBERED)
