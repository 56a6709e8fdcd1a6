"""满意度: how satisfied customers are, who was reached, where and with what they are not, and what they complain of."""

from collections.abc import Sequence
from functools import partial

from dash import Dash

from callbacks import figures
from callbacks.choices import register_choice
from callbacks.complaints import complaint_panels
from callbacks.dotted import by_dots
from callbacks.grouped import by_group
from callbacks.labels import main_grouping, split_by
from callbacks.methods import INVITED, PARAMETER, answering, asked_by, chosen_method, method_words, methods
from callbacks.panel import Panel
from callbacks.product import Product
from callbacks.satisfaction_asked import compared, course, lead, reached
from callbacks.tabled import table_by
from callbacks.view import View
from ids import Page, Satisfaction
from locales import text
from queries.asker import Warehouse
from settings import Settings
from warehouse.facts import Visit

COMPLAINT_FIGURES = ("complaints", "complaint_rate")
EASE = ("csat", "zero_trip_rate", "complaint_rate", "online_share")  # how it goes for the customer


def register(app: Dash, product: Product) -> None:
    """Register the choice of the method by which customers were asked."""
    register_choice(app, product, Page.SATISFACTION, PARAMETER, methods, chosen_method)


def panels(view: View, settings: Settings, _warehouse: Warehouse) -> Sequence[Panel]:
    """The cards of the page."""
    few, method = settings.few, chosen_method(view)
    say = partial(text, view.locale, method=method_words(view, method))
    keyed = partial(asked_by, method)
    figures_of = ("csat", "points", answering(method), "answered", "dissatisfied")
    keys = (*map(keyed, figures_of), *COMPLAINT_FIGURES)
    csat = keyed("csat")
    dots = partial(by_dots, view, few)
    below = "region" if view.catalogue.children(view.selection.place) else main_grouping(view)
    return (
        lead(view, Satisfaction.LEAD, method),
        Panel(
            Satisfaction.FIGURES,
            "",
            figures.questions(view, keys),
            lambda *answers: figures.draw(view, few, keys, answers),
            tolerant=True,
        ),
        course(view, few, Satisfaction.TREND, say("satisfaction.trend"), csat),
        reached(
            view,
            Satisfaction.REACHED,
            say("satisfaction.rated" if method in INVITED else "satisfaction.reached"),
            method,
        ),
        compared(view, few, Satisfaction.METHODS, say("satisfaction.methods")),
        dots(Satisfaction.UNITS, say("satisfaction.units"), (csat,), "region", rank=True),
        dots(Satisfaction.CLASSES, say("satisfaction.classes"), (csat,), "class"),
        dots(Satisfaction.SERVICES, say("satisfaction.services"), (csat,), "service"),
        dots(Satisfaction.CHANNELS, say("satisfaction.channels"), (csat,), "channel"),
        dots(Satisfaction.TIME, say("satisfaction.time"), (csat,), "whole_band"),
        dots(Satisfaction.TRIPS, say("satisfaction.trips"), (csat,), "trips"),
        dots(Satisfaction.VISITS, say("satisfaction.visits"), (csat,), "visit", order=tuple(Visit)),
        by_group(
            view,
            few,
            Satisfaction.REASONS,
            say("satisfaction.reasons"),
            (keyed("dissatisfied"),),
            "answer_reason",
            rank=True,
        ),
        table_by(view, Satisfaction.EASE, say("satisfaction.ease", by=split_by(view, below)), EASE, below, few=few),
        *complaint_panels(view, few),
    )
