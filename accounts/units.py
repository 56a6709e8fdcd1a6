"""Units as administrators name them: found by name or code, and offered as they type."""

from collections.abc import Sequence

from locales import LOCALES
from queries.catalogue import Catalogue, Place


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
    """The units that a text may mean: by code, as offered in any language, by its name, else by a part of it."""
    wanted, places = given.strip(), catalogue.places.values()
    if wanted in catalogue.places:
        return [catalogue.places[wanted]]
    chosen = [place for place in places if wanted in [named(place, locale) for locale in LOCALES]]
    if chosen:
        return chosen
    wanted = wanted.casefold()
    names = {place: [name.casefold() for name in (place.name, place.name_en) if name] for place in places}
    whole = [place for place, own in names.items() if wanted in own]
    return whole or [place for place, own in names.items() if wanted and any(wanted in name for name in own)]
