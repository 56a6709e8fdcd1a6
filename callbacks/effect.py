"""精简成效: whether the reform worked: each reform's effect against units not yet reformed, its course, its units."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
from dash import html
from dash.development.base_component import Component

from callbacks.effect_cards import change, course, interval, missing, named, together, told, units
from callbacks.effect_found import REFORMS, Found, comparable
from callbacks.effect_starts import shares, starts
from callbacks.labels import unit_word
from callbacks.panel import Content, Panel
from callbacks.view import View
from ids import Effect
from locales import number, text
from pages.effect import head, method
from queries.asker import Answer, Failure, Warehouse
from settings import Settings
from stats.effect import Effect as Estimated

COURSES = {
    "hv_single": Effect.COURSE_HV_SINGLE,
    "hv_dual": Effect.COURSE_HV_DUAL,
    "residential": Effect.COURSE_RESIDENTIAL,
    "lv_business": Effect.COURSE_LV_BUSINESS,
}
UNITS = {
    "hv_single": Effect.UNITS_HV_SINGLE,
    "hv_dual": Effect.UNITS_HV_DUAL,
    "residential": Effect.UNITS_RESIDENTIAL,
    "lv_business": Effect.UNITS_LV_BUSINESS,
}
STARTS = {"hv": Effect.STARTS_HV, "lv": Effect.STARTS_LV}
HEADS = {"hv": Effect.HEAD_HV, "lv": Effect.HEAD_LV}


def panels(view: View, settings: Settings, _warehouse: Warehouse) -> Sequence[Panel]:
    """The cards of the page."""
    few, every = settings.few, [Found(view, reform) for reform in REFORMS]
    asked = [question for found in every for question in found.questions]
    return [
        Panel(Effect.LEAD, "", asked, partial(_lead, view, every), tolerant=True),
        together(view, Effect.TOGETHER, every),
        shares(view, Effect.SHARES, every),
        *(
            panel
            for found in every
            for code in found.reform.classes
            for panel in (course(view, few, COURSES[code], code, found), units(view, few, UNITS[code], code, found))
        ),
        *(starts(view, STARTS[found.reform.code], found) for found in every),
        *(
            Panel(HEADS[found.reform.code], "", found.questions, partial(_head, view, found), tolerant=True)
            for found in every
        ),
        Panel(Effect.METHOD, "", asked, partial(_method, view, every), tolerant=True),
    ]


def _head(view: View, found: Found, *answers: Answer) -> Content:
    """The name of a reform above its cards, where there are any."""
    frames = _known(answers)
    shown = found.told(frames).timed if frames else bool(answers)  # without an answer the cards say why
    return Content(n=1, body=head(named(view, found, "")) if shown else "")


def _method(view: View, every: Sequence[Found], *answers: Answer) -> Content:
    """The method, where something is estimated by it."""
    frames = _known(answers)
    if not frames:
        return Content(n=1, body="")
    told(every, frames)
    return Content(n=1, body=method(view.locale) if any(found.of() for found in every) else "")


def _known(answers: Sequence[Answer]) -> Sequence[pd.DataFrame]:
    """The answers; none where one of them failed."""
    frames = [answer for answer in answers if not isinstance(answer, Failure)]
    return frames if len(frames) == len(answers) else ()


def _lead(view: View, every: Sequence[Found], *answers: Answer) -> Content:
    """Each reform in a sentence: by how much, how sure, of how many units and cases; then each of its classes."""
    frames = _known(answers)
    if not frames:
        return Content(n=1, body="")
    told(every, frames)
    say = partial(text, view.locale)
    if not comparable(view):
        return Content(n=1, body=say("effect.one_unit"))
    left = [found for found in every if found.classes]
    if all(found.of() is None for found in left):  # one sentence for all
        return Content(n=1, body=say("effect.lead_nothing", why=missing(view, (left or every)[0])))
    words: list[Component | str] = []
    for found in left:
        of = found.of()
        if of is None:
            words.append(say("effect.lead_none", name=named(view, found, ""), why=missing(view, found)))
        else:
            words += _sentence(view, found, of)
    return Content(n=1, body=[*words, say("effect.company_wide")])


def _sentence(view: View, found: Found, of: Estimated) -> list[Component | str]:
    say, write = partial(text, view.locale), partial(number, view.locale)
    overall = of.overall
    kind = "unsure" if overall.low <= 0 <= overall.high else "cut" if overall.value < 0 else "added"
    code = found.classes[0] if len(found.classes) == 1 else ""
    who = say("effect.who_of", name=named(view, found, ""), who=named(view, found, code)) if code else ""
    words = say(
        f"effect.lead_{kind}",
        name=who or named(view, found, ""),
        clock=say(f"effect.clock_{found.reform.code}"),
        value=write(abs(overall.value), 1),
        unit=unit_word(view, found.reform.key),
        interval=interval(view, overall.low, overall.high),
        share=change(view, overall.share),
        treated=overall.treated,
        all=len(found.units),
        n=write(overall.n),
    )
    before, _, rest = words.partition("|")
    strong, _, after = rest.partition("|")
    parts = [_part(view, found, one) for one in found.classes if not code]
    more = [say("effect.lead_classes", parts=say("word.listed").join(parts))] if parts else []
    return [before, html.Strong(strong), after, *more, say("effect.lead_stop")]


def _part(view: View, found: Found, code: str) -> str:
    of, name = found.of(code), named(view, found, code)
    if of is None:
        return text(view.locale, "effect.lead_class_none", name=name)
    return text(
        view.locale, "effect.lead_class", name=name, value=number(view.locale, of.overall.value, 1, signed=True)
    )
