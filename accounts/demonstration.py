"""Demonstration readers: of the company, of one province, of one county; on simulated data, on this machine only.

Their passwords are made from the data folder's secret, so that every worker knows them and nothing holds them.
"""

import hmac
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from accounts.desk import DEMONSTRATION, Desk
from accounts.roles import Role
from accounts.secret import is_loopback
from locales import text
from queries.catalogue import Catalogue, Place
from settings import SettingsError
from state import readers

ROLES = {"company": Role.ADMINISTRATOR, "province": Role.MANAGER, "county": Role.SUPERVISOR}


@dataclass(frozen=True)
class Offered:
    """A demonstration reader as the sign-in page offers them."""

    name: str
    password: str
    unit: str
    role: str


def check(desk: Desk, catalogue: Catalogue | None) -> Catalogue:
    """The catalogue of simulated data. Raises SettingsError where demonstration readers must not be."""
    if not is_loopback(desk.settings.host):
        raise SettingsError("TONGDIAN_DEMONSTRATION is for this machine only, and TONGDIAN_HOST names another address.")
    if catalogue is None or not catalogue.simulated:
        raise SettingsError(
            "TONGDIAN_DEMONSTRATION is for simulated data only; make readers with `flask --app app user add`."
        )
    return catalogue


def provide(desk: Desk, catalogue: Catalogue) -> None:
    """Make the demonstration readers, or bring them up to date with the data and the secret."""
    with desk.state.alone():
        _provide(desk, catalogue)


def _provide(desk: Desk, catalogue: Catalogue) -> None:
    for name, region in _regions(catalogue).items():
        role, password = ROLES[name], _password(desk, name)
        reader = readers.find_subject(desk.state, DEMONSTRATION, name)
        if reader is None:
            hashed = desk.passwords.hashed(password)
            readers.add(desk.state, name, role, region.region, hashed, DEMONSTRATION, name)
            continue
        if (reader.role, reader.region) != (role, region.region):
            readers.assign(desk.state, reader.id, role, region.region)
        if not desk.passwords.right(password, reader.password):
            readers.set_password(desk.state, reader.id, desk.passwords.hashed(password))


def offered(desk: Desk, locale: str) -> Sequence[Offered]:
    """The demonstration readers, where the settings offer any."""
    if not desk.settings.demonstration:
        return []
    made = [reader for reader in readers.everyone(desk.state) if reader.issuer == DEMONSTRATION]
    order = list(ROLES)
    return [
        Offered(
            reader.name,
            _password(desk, reader.name),
            text(locale, f"login.demonstration_{reader.name}"),
            text(locale, f"role.{reader.role}"),
        )
        for reader in sorted(made, key=lambda reader: order.index(reader.name))
    ]


def _password(desk: Desk, name: str) -> str:
    made = hmac.new(desk.secret, f"demonstration {name}".encode(), sha256).digest()
    return b32encode(made).decode().lower()[:16]


def _regions(catalogue: Catalogue) -> dict[str, Place]:
    """The company, its province of most units, and that province's county of most (or what stands below it last)."""

    def units(place: Place) -> int:
        return place.last - place.no

    root = catalogue.root
    province = max(catalogue.children(root), key=units, default=root)
    below = [place for place in catalogue.places.values() if province.no <= place.no <= province.last]
    county = max((place for place in below if place.level == "county"), key=units, default=below[-1])
    return {"company": root, "province": province, "county": county}
