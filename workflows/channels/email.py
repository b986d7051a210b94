"""Notices by mail (SMTP): nothing personal but the address itself."""

import hashlib
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from workflows.domain.clock import Clock, SystemClock
from workflows.domain.errors import WorkflowError

TIMEOUT = 20.0  #: seconds for each answer of the mail server


class DeliveryFailed(WorkflowError):
    """The notice was not accepted; *permanent* means that trying again cannot help. Carries no address."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent


@dataclass(frozen=True)
class Notice:
    """What to tell and to whom: a subject and plain text without names, and where to read on.

    *key* is the same each time that this notice is sent: a mail program that got it twice may show it once.
    """

    key: str
    to: str
    subject: str
    text: str
    path: str = ""


class EmailChannel:
    """A mail server by its URL, ``smtp://user:password@host:port?from=address``; ``smtps://`` is TLS from the start.

    *site* is the address of this installation, before the path of a notice.
    Over ``smtp://`` the channel changes to TLS when the server offers it, and gives a password only over TLS.
    *tls* replaces the usual trust in public certificates, for a server with a certificate of its own.

    Raises:
        WorkflowError: the URL is not one of a mail server.
    """

    def __init__(
        self, url: str, site: str = "", *, tls: ssl.SSLContext | None = None, clock: Clock | None = None
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise WorkflowError("Het adres van de mailserver hoort te zijn: smtp://gebruiker:wachtwoord@server:poort")
        self._host = parts.hostname
        self._secure = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._secure else 25)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender = parse_qs(parts.query).get("from", [f"zorgroute@{parts.hostname}"])[0]
        self._site = site
        self._tls = tls or ssl.create_default_context()
        self._clock = clock or SystemClock()

    def deliver(self, notice: Notice) -> None:
        """Send *notice*.

        Raises:
            DeliveryFailed: the server is not there, or refuses.
        """
        message = self._message(notice)
        try:
            with self._connected() as server:
                server.send_message(message, self._sender, [notice.to])
        except smtplib.SMTPRecipientsRefused as refusal:
            code = next(iter(refusal.recipients.values()))[0]
            raise DeliveryFailed(f"De mailserver weigert de ontvanger ({code}).", permanent=code >= 500) from None
        except smtplib.SMTPAuthenticationError as refusal:
            reason = f"De mailserver weigert ons wachtwoord ({refusal.smtp_code})."
            raise DeliveryFailed(reason, permanent=False) from None
        except smtplib.SMTPResponseException as refusal:
            reason = f"De mailserver weigert het bericht ({refusal.smtp_code})."
            raise DeliveryFailed(reason, permanent=refusal.smtp_code >= 500) from None
        except (smtplib.SMTPException, OSError) as problem:
            reason = f"De mailserver is niet bereikbaar ({type(problem).__name__})."
            raise DeliveryFailed(reason, permanent=False) from None

    def _message(self, notice: Notice) -> EmailMessage:
        message = EmailMessage()
        name = hashlib.sha256(notice.key.encode()).hexdigest()[:32]
        message["Message-ID"] = f"<{name}@{self._sender.rpartition('@')[2]}>"
        message["Date"] = format_datetime(self._clock.now())
        message["From"] = f"Zorgroute <{self._sender}>"
        message["To"] = notice.to
        message["Subject"] = notice.subject
        message["Auto-Submitted"] = "auto-generated"  # no "I am on holiday" in return (RFC 3834)
        message.set_content(f"{notice.text}\n\n{self._site}{notice.path}\n" if notice.path else f"{notice.text}\n")
        return message

    def _connected(self) -> smtplib.SMTP:
        if self._secure:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT, context=self._tls)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT)
        try:
            server.ehlo()
            encrypted = self._secure
            if not encrypted and server.has_extn("starttls"):
                server.starttls(context=self._tls)
                server.ehlo()
                encrypted = True
            if self._user and not encrypted:
                raise DeliveryFailed("De mailserver biedt geen TLS; wij geven ons wachtwoord niet.", permanent=False)
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server
