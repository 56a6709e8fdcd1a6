"""The log tells what a reader's number stands for, and no secret."""

import logging
import sys
from pathlib import Path

import pytest
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


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("postgresql://reader:se%40cret%2Fx@host/state", "se@cret/x"),
        ("postgresql://host/state?user=reader&password=se%40cret%2Fx", "se@cret/x"),
    ],
)
def test_a_password_is_struck_as_the_address_and_as_the_driver_writes_it(address: str, plain: str) -> None:
    settings = Settings(state_url=SecretStr(address))
    written = line(settings, "connecting as reader:%s, reader:%s", plain, "se%40cret%2Fx")
    assert "connecting as reader:***, reader:***\n" in written


def test_a_secret_in_a_file_is_struck(tmp_path: Path) -> None:
    (tmp_path / "oidc").write_text("known to the provider\n", encoding="utf-8")
    settings = Settings(oidc_secret_file=tmp_path / "oidc")
    assert "sent ***\n" in line(settings, "sent %s", "known to the provider")
