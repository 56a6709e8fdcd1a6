"""The secret that signs: from the environment or a file; on loopback a random one of the data folder's own."""

import os
import secrets
from ipaddress import ip_address
from pathlib import Path

from settings import Settings, SettingsError

LEAST = 32  # characters


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def read_secret(settings: Settings) -> bytes:
    """The secret. Raises SettingsError where one is needed and none is set, or it is too short to be one."""
    if settings.secret is not None:
        return settings.secret.get_secret_value().encode()
    if settings.secret_file is not None:
        try:
            secret = settings.secret_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingsError(f"TONGDIAN_SECRET_FILE cannot be read: {error.strerror}.") from error
        if len(secret) < LEAST:
            raise SettingsError(f"The file of TONGDIAN_SECRET_FILE holds fewer than {LEAST} characters.")
        return secret.encode()
    if not is_loopback(settings.host):
        raise SettingsError(
            f"TONGDIAN_HOST is {settings.host!r}, which others can reach: set TONGDIAN_SECRET_FILE to a file with "
            f"at least {LEAST} random characters."
        )
    return _own(settings.data / "secret")


def _own(file: Path) -> bytes:
    """The data folder's secret, made once whatever number of workers start together."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        made = file.with_name(f"secret.{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(secrets.token_urlsafe(48))
        try:
            os.link(made, file)
        except FileExistsError:
            pass  # another worker was first
        finally:
            made.unlink()
    return file.read_text(encoding="utf-8").encode()
