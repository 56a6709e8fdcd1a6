"""Units as administrators name them: found by name or code, and offered as they type."""

import re
from collections.abc import Sequence

from queries.catalogue import Catalogue, Place

CODE = re.compile(r"\(([^()]*)\)$")  # behind the name, as units are offered


def named(place: Place, locale: str) -> str:
    """A unit as it is offered: names are not unique, so with its code."""
    return f"{place.label(locale)} ({place.region})"


def offered(catalogue: Catalogue, locale: str) -> list[tuple[str, str]]:
    """Every unit in tree order, with the units that it lies in."""
    ways: dict[int | None, str] = {None: ""}
    found = []
    for place in sorted(catalogue.places.values(), key=lambda one: one.no):
        above = ways[place.parent_no]
        ways[place.no] = f"{above} › {place.label(locale)}" if above else place.label(locale)
        found.append((named(place, locale), above))
    return found


def meant(catalogue: Catalogue, given: str) -> Sequence[Place]:
    """The units that a text may mean: by code, as offered, by its name, else by a part of it."""
    places, wanted = catalogue.places, given.strip().casefold()
    behind = CODE.search(given.strip())
    for code in (given.strip(), behind[1] if behind else ""):
        if code in places:
            return [places[code]]
    names = {place: [name.casefold() for name in (place.name, place.name_en) if name] for place in places.values()}
    whole = [place for place, own in names.items() if wanted in own]
    return whole or [place for place, own in names.items() if wanted and any(wanted in name for name in own)]
