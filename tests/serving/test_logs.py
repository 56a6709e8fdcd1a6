"""The log tells what a reader's number stands for, and no secret."""

import logging
import sys

from flask import Flask, g
from pydantic import SecretStr

from serving.logs import Lines, secrets_of
from settings import Settings


class Guarded(Settings):
    """Settings with a secret."""

    password: SecretStr = SecretStr("correct horse battery")
    address: SecretStr = SecretStr("postgresql://reader:staple7@host/state")


def line(settings: Settings, message: str, *values: object) -> str:
    """A line of the log, with the trace of what is being handled."""
    record = logging.LogRecord("product", logging.ERROR, "x.py", 1, message, values, sys.exc_info())
    return Lines(secrets_of(settings)).format(record)


def test_a_line_of_a_request_has_its_number() -> None:
    with Flask("x").test_request_context():
        g.reference = "ABCDEFGH"
        assert "[ABCDEFGH] it failed" in line(Settings(), "it %s", "failed")
    assert "[-] at the start" in line(Settings(), "at the start")


def test_no_secret_is_written_whatever_holds_it() -> None:
    settings = Guarded()
    for secret in (settings.password.get_secret_value(), "staple7"):
        assert secret not in repr(settings) + str(settings) + str(settings.model_dump())
        assert secret not in line(settings, "connecting with %s", {"password": secret})
        try:
            raise RuntimeError(f"reader with {secret} cannot be reached")
        except RuntimeError:
            written = line(settings, "no state")
        assert "cannot be reached" in written
        assert secret not in written
