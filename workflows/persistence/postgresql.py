"""PostgreSQL as we use it: nothing waits for ever, a broken connection is noticed, dates are UTC."""

from typing import Any

from sqlalchemy import URL, Engine, ExceptionContext, create_engine, event
from sqlalchemy.pool import NullPool

LIMITS = {
    "timezone": "UTC",
    "statement_timeout": "30s",
    # A client that fell silent (power, network) must not keep the row of a case locked.
    "idle_in_transaction_session_timeout": "60s",
}
CONNECT: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds
    "application_name": "zorgroute",
}


def engines(url: URL, pool_size: int, patience: float, lasting: bool = True) -> tuple[Engine, Engine]:
    """Return the engines that read (one consistent picture per unit) and that write; *patience* in seconds, *lasting*:
    a commit waits until it survives a power cut.
    """

    def engine(isolation_level: str) -> Engine:
        limits = LIMITS | {"lock_timeout": f"{int(patience * 1000)}ms"}
        if not lasting:
            limits["synchronous_commit"] = "off"
        made = create_engine(
            url,
            hide_parameters=True,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=patience,
            pool_pre_ping=True,
            isolation_level=isolation_level,
            connect_args=CONNECT | {"options": " ".join(f"-c {name}={value}" for name, value in limits.items())},
        )
        event.listen(made, "handle_error", _keep_values_out)
        return made

    reader, writer = engine("REPEATABLE READ"), engine("READ COMMITTED")

    @event.listens_for(reader, "connect")
    def _refuse_writes(connection: Any, _record: object) -> None:
        connection.read_only = True

    return reader, writer


def migrating_engine(url: URL) -> Engine:
    """Return the engine for migrations: a new index on a large table may take its time."""
    options = CONNECT | {"options": "-c timezone=UTC"}
    made = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=options)
    event.listen(made, "handle_error", _keep_values_out)
    return made


def _keep_values_out(context: ExceptionContext) -> None:
    """Leave the first line of what PostgreSQL says: those after it quote the row, and what was typed in it."""
    for problem in (context.original_exception, context.sqlalchemy_exception):
        if problem is not None:
            problem.args = tuple(str(arg).partition("\n")[0] for arg in problem.args)
