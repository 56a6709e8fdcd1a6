"""The server's log: each line with the number that the reader was told, and none with a secret in it."""

import logging
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from flask import g, has_request_context
from pydantic import SecretStr

from accounts.single_sign_on import client_secret
from settings import Settings

LINE = "%(asctime)s %(levelname)s %(name)s [%(reference)s] %(message)s"
HIDDEN = "***"


class Lines(logging.Formatter):
    """Lines with the number of the request that they are about; secrets are struck out wherever they stand."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__(LINE)
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        """The line, its trace included."""
        record.reference = g.get("reference", "-") if has_request_context() else "-"
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return line


def secrets_of(settings: Settings) -> list[str]:
    """The texts that must never be written anywhere, among them the password in an address and what stands in files."""
    secrets = [value.get_secret_value() for _, value in settings if isinstance(value, SecretStr)]
    secrets += filter(None, [client_secret(settings)])
    inside = [password for secret in secrets if "://" in secret for password in _passwords(secret)]
    return [*secrets, *inside, *(unquote(password) for password in inside)]


def _passwords(address: str) -> list[str]:
    """The passwords in an address, as it writes them: where special characters are, the driver says them plainly."""
    parts = urlsplit(address)
    named = [pair.partition("=") for pair in parts.query.split("&")]
    return [*filter(None, (parts.password, *(value for name, _, value in named if name == "password")))]


def register(settings: Settings, *secrets: str) -> None:
    """Write warnings and failures to standard error in such lines, unless the process has a log of its own.

    secrets: those that do not stand in the settings themselves.
    """
    root = logging.getLogger()
    if not root.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(Lines([*secrets_of(settings), *secrets]))
        root.addHandler(handler)
