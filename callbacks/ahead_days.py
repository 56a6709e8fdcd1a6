"""Which units' data end before the others', so that what is told of their cases is as of an earlier day."""

from datetime import date
from functools import partial

from callbacks.view import View
from locales import day, number, text
from queries.catalogue import Catalogue, Place

NAMED = 3  # units


def with_last_day(locale: str, name: str, behind: date | None) -> str:
    """A name with the last day of its data, where that is behind."""
    return name if behind is None else text(locale, "ahead.behind", name=name, day=day(behind))


def days_apart(view: View) -> str:
    """Of which units of the selection the data are behind, and what that means; empty where all end together."""
    late = _behind(view.catalogue, view.selection.place)
    if not late:
        return ""
    say = partial(text, view.locale)
    units = say("word.listed").join(
        with_last_day(view.locale, one.label(view.locale), one.behind) for one in late[:NAMED]
    )
    if len(late) > NAMED:
        units = say("ahead.behind_more", units=units, n=number(view.locale, len(late)))
    return say("ahead.behind_words", units=units)


def _behind(catalogue: Catalogue, top: Place) -> list[Place]:
    """The places of a subtree whose data are behind; one stands for all below it that end on the same day."""
    below = [place for place in catalogue.places.values() if top.no <= place.no <= top.last and place.behind]
    ends = {place.no: place.behind for place in below}
    return [place for place in below if place == top or ends.get(place.parent_no or 0) != place.behind]
