"""Demonstration readers: of the company, of one province, of one county; on simulated data, on this machine only.

Their passwords are made from the data folder's secret, so that every worker knows them and nothing holds them.
"""

import hmac
from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from accounts.desk import DEMONSTRATION, Desk
from accounts.roles import Role
from accounts.scope import operator_scope
from accounts.secret import is_loopback
from locales import text
from queries.asker import Asker, Warehouse
from queries.catalogue import Place
from queries.measure import measure
from queries.selection import Selection
from settings import SettingsError
from state import readers
from warehouse.versions import NoVersion

ROLES = {"company": Role.ADMINISTRATOR, "province": Role.MANAGER, "county": Role.SUPERVISOR}


@dataclass(frozen=True)
class Offered:
    """A demonstration reader as the sign-in page offers them."""

    name: str
    password: str
    unit: str
    role: str


def provide(desk: Desk, asker: Asker) -> None:
    """Make the demonstration readers, or bring them up to date with the data and the secret.

    Raises SettingsError where demonstration readers must not be.
    """
    if not is_loopback(desk.settings.host):
        raise SettingsError("TONGDIAN_DEMONSTRATION is for this machine only, and TONGDIAN_HOST names another address.")
    try:
        with asker.open() as warehouse:
            regions = _regions(warehouse) if warehouse.catalogue.simulated else None
    except NoVersion:
        regions = None
    if regions is None:
        raise SettingsError(
            "TONGDIAN_DEMONSTRATION is for simulated data only; make readers with `flask --app app user add`."
        )
    with desk.state.alone():
        _provide(desk, regions)


def _provide(desk: Desk, regions: Mapping[str, Place]) -> None:
    for name, region in regions.items():
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


def _regions(warehouse: Warehouse) -> dict[str, Place]:
    """The company, its province of most open cases, and there, in the city of most, the county of most.

    So that there is something to see at each level; of counties those come first that have units below them.
    """
    root = warehouse.catalogue.root
    province = _busiest(warehouse, root)
    return {"company": root, "province": province, "county": _busiest(warehouse, _busiest(warehouse, province))}


def _busiest(warehouse: Warehouse, place: Place) -> Place:
    """The unit below with the most open cases, one with units of its own before all others; itself where none is."""
    catalogue = warehouse.catalogue
    whole = Selection.default(operator_scope(catalogue), catalogue)
    found = measure(warehouse.connection, catalogue, ("open",), replace(whole, place=place), ("region",))
    cases = dict(zip(found["region"], found["value"], strict=True))
    return max(
        catalogue.children(place),
        key=lambda unit: (unit.last > unit.no, cases.get(unit.region, 0)),
        default=place,
    )
