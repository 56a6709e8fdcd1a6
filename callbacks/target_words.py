"""Targets in words: what they are of, what they ask for, since when, and what an edit has changed."""

from collections.abc import Sequence
from functools import partial

from callbacks.labels import shown_value, unit_beside
from callbacks.targets import groups_named, shown_decimals, source_words, threshold_of
from callbacks.view import View
from locales import UNKNOWN, day, number, text
from queries.metrics import METRICS
from queries.selection import DAY
from queries.targets import Target


def figure_words(view: View, target: Target) -> str:
    """Of which figure a target is: the metric, and the class, service and channel where it names them."""
    name = METRICS[target.key].name(view.locale) if target.key in METRICS else target.key
    return " · ".join([name, *groups_named(view, target)])


def unit_words(view: View, region: str | None) -> str:
    """Whose a target or event is: the unit's name, where it lies above the reader's own just that; null: the company's.

    region: of the chain of the reader's unit, or below it.
    """
    place = view.catalogue.places[region or view.catalogue.root.region]
    return place.label(view.locale) if view.selection.scope.holds(place) else text(view.locale, "group.above")


def threshold_words(view: View, target: Target) -> str:
    """The value to reach, with its unit."""
    if target.key not in METRICS:
        return str(target.threshold)
    value = number(view.locale, shown_value(target.key, threshold_of(target)), shown_decimals(target))
    return f"{value} {unit_beside(view, target.key)}".strip()


def days_words(view: View, target: Target) -> str:
    """From which day to which it holds."""
    first = day(target.valid_from) if target.valid_from else text(view.locale, "target_form.always")
    last = day(target.valid_to - DAY) if target.valid_to else text(view.locale, "target_form.open")
    return f"{first} – {last}"


def traits_words(view: View, target: Target) -> str:
    """Whether it is settled, and whether anybody is judged by it."""
    kind = "reference" if target.reference else "provisional" if target.provisional else "confirmed"
    return text(view.locale, f"target_kind.{kind}")


def change_words(view: View, before: Target | None, after: Target, *, withdrawn: bool) -> str:
    """What an edit has changed, each as "old → new"; of a new target, all that it says."""
    say = partial(text, view.locale)
    if withdrawn:
        return say("target_form.withdrawn", value=threshold_words(view, after), days=days_words(view, after))
    parts = _parts(view, after)
    if before is None:
        value, period, days, source, traits = (part for _, part in parts[1:])
        return say("target_form.added", value=value, rest=" · ".join(filter(None, (period, days, traits, source))))
    changed = [
        say("target_form.changed", name=name, before=old, after=new)
        for (name, new), (_, old) in zip(parts, _parts(view, before), strict=True)
        if new != old
    ]
    return text(view.locale, "table.apart").join(changed) or say("target_form.unchanged")


def _parts(view: View, target: Target) -> Sequence[tuple[str, str]]:
    """All that a target says, by what it is called."""
    say = partial(text, view.locale)
    period = say(f"target_period.{target.period}") if target.period else UNKNOWN
    return [
        (say("target_form.metric"), figure_words(view, target)),
        (say("target_form.threshold"), threshold_words(view, target)),
        (say("target_form.period"), period),
        (say("target_form.days"), days_words(view, target)),
        (say("target_form.from"), source_words(view.locale, target.source or UNKNOWN)),
        (say("target_form.kind"), traits_words(view, target)),
    ]
