"""Mail really leaves: a real SMTP server receives it, with and without TLS and a password."""

import asyncio
import socket
import ssl
import subprocess
from collections.abc import Awaitable, Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from workflows.channels.email import DeliveryFailed, EmailChannel, Notice
from workflows.domain.clock import FrozenClock
from workflows.domain.errors import WorkflowError

NOTICE = Notice(
    "mail:17", "anna@example.nl", "Er staat een taak voor u klaar", "Er wacht een taak – open hem hier.", "/taken/4"
)


class Server(Controller):
    """A mail server on a port that is free."""

    def __init__(self, sink: "Sink", **how: Any) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        super().__init__(sink, hostname="127.0.0.1", port=self._socket.getsockname()[1], **how)

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)


class Sink:
    """A mail server that keeps what it gets."""

    def __init__(self, **how: Any) -> None:
        self.got: list[Envelope] = []
        self.server = Server(self, **how)

    async def handle_RCPT(  # noqa: N802 (the name that the server calls)
        self, _server: object, _session: object, envelope: Envelope, address: str, _options: object
    ) -> str:
        if address.startswith("gone"):
            return "550 no such person"
        if address.startswith("full"):
            return "452 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802
        self.got.append(envelope)
        return "250 OK"

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.port}"

    def message(self) -> EmailMessage:
        content = self.got[-1].content
        assert isinstance(content, bytes)
        return message_from_bytes(content, policy=default)


def running(**how: Any) -> Iterator[Sink]:
    sink = Sink(**how)
    sink.server.start()
    yield sink
    sink.server.stop()


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server without TLS or password."""
    yield from running()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1, with its key, in one file."""
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", file, "-out", f"{file}.crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_text(file.read_text() + Path(f"{file}.crt").read_text())
    return file


@pytest.fixture
def guarded(certificate: Path) -> Iterator[Sink]:
    """A mail server that wants TLS and the password of zorgroute."""

    def knows(_server: object, _session: object, _envelope: object, _mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"zorgroute", b"geheim/woord"), handled=False)

    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    yield from running(tls_context=tls, require_starttls=True, authenticator=knows, auth_required=True)


def test_a_notice_arrives_without_a_name_and_says_where_to_read_on(sink: Sink, clock: FrozenClock) -> None:
    url = f"smtp://{sink.address}?from=swv@example.nl"
    EmailChannel(url, "https://zorgroute.example", clock=clock).deliver(NOTICE)
    message = sink.message()
    assert (sink.got[0].mail_from, sink.got[0].rcpt_tos) == ("swv@example.nl", ["anna@example.nl"])
    assert {name: message[name] for name in ("Date", "From", "To", "Subject", "Auto-Submitted")} == {
        "Date": "Mon, 23 Nov 2026 08:00:00 +0000",
        "From": "Zorgroute <swv@example.nl>",
        "To": "anna@example.nl",
        "Subject": "Er staat een taak voor u klaar",
        "Auto-Submitted": "auto-generated",
    }
    assert message.get_content().split() == [*NOTICE.text.split(), "https://zorgroute.example/taken/4"]


def test_a_notice_sent_twice_has_one_id_and_another_notice_another(sink: Sink, clock: FrozenClock) -> None:
    channel = EmailChannel(f"smtp://{sink.address}?from=swv@example.nl", clock=clock)
    ids = []
    for notice in (NOTICE, NOTICE, replace(NOTICE, key="mail:18")):
        channel.deliver(notice)
        ids.append(sink.message()["Message-ID"])
    assert ids[0] == ids[1] != ids[2]
    assert ids[0].endswith("@example.nl>")


def test_the_password_travels_over_tls_only(guarded: Sink, sink: Sink, certificate: Path) -> None:
    trusting = ssl.create_default_context(cafile=f"{certificate}.crt")
    url = "smtp://zorgroute:geheim%2Fwoord@"
    EmailChannel(f"{url}{guarded.address}", tls=trusting).deliver(NOTICE)
    assert len(guarded.got) == 1
    with pytest.raises(DeliveryFailed, match="biedt geen TLS"):
        EmailChannel(f"{url}{sink.address}", tls=trusting).deliver(NOTICE)
    with pytest.raises(DeliveryFailed, match="wachtwoord"):
        EmailChannel(f"smtp://zorgroute:fout@{guarded.address}", tls=trusting).deliver(NOTICE)
    assert (len(guarded.got), len(sink.got)) == (1, 0)


def test_a_server_whose_certificate_we_do_not_trust_gets_nothing(guarded: Sink) -> None:
    with pytest.raises(DeliveryFailed, match="SSLCertVerificationError"):
        EmailChannel(f"smtp://zorgroute:geheim%2Fwoord@{guarded.address}").deliver(NOTICE)
    assert guarded.got == []


@pytest.mark.parametrize(("address", "permanent"), [("gone@example.nl", True), ("full@example.nl", False)])
def test_a_refused_addressee_is_told_by_code_and_not_by_name(sink: Sink, address: str, permanent: bool) -> None:
    with pytest.raises(DeliveryFailed) as refused:
        EmailChannel(f"smtp://{sink.address}").deliver(replace(NOTICE, to=address))
    assert refused.value.permanent is permanent
    assert address not in str(refused.value)


def test_a_server_that_is_not_there_may_be_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
    with pytest.raises(DeliveryFailed, match="niet bereikbaar") as refused:
        EmailChannel(f"smtp://{address}").deliver(NOTICE)
    assert not refused.value.permanent


def test_a_subject_cannot_smuggle_in_another_header(sink: Sink) -> None:
    smuggled = replace(NOTICE, subject="Taak\r\nBcc: everybody@example.nl")
    with pytest.raises(ValueError, match="linefeed"):
        EmailChannel(f"smtp://{sink.address}").deliver(smuggled)
    assert sink.got == []


@pytest.mark.parametrize("url", ["http://mail.example.nl", "smtp://", "mail.example.nl"])
def test_what_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(WorkflowError, match="smtp://"):
        EmailChannel(url)
