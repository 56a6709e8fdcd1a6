"""渠道: the move into the one app, what comes online and travels all the same, what customers are told and do there."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
from dash import dcc
from dash.development.base_component import Component

from callbacks import figures
from callbacks.channel_tables import functions, monthly_users, online_units, payments, pushes
from callbacks.channel_travel import TRAVELLED, travelled_units
from callbacks.courses import first_days, over_time, part_of, whole_parts
from callbacks.drawing import Figure, behind, column, few_at, one, opens
from callbacks.grouped import by_group
from callbacks.lines import all_years, lines_by
from callbacks.panel import Content, Panel
from callbacks.tabled import table_by
from callbacks.targets import source_words, targets_of, with_targets
from callbacks.view import View
from ids import Channels
from locales import number, percent, text
from queries.asker import Answer, Failure, Warehouse
from queries.measure import Question
from queries.targets import Target
from settings import Settings

FIGURES = (
    "online_share",
    "self_online_share",
    "unified_share",
    "online_travelled",
    "contacts",
    "first_reply.median",
    "contacts_per_case",
    "notice_share",
)
LEAD = ("online_share", "self_online_share", "unified_share", "online_travelled", "online_travelled_confirmed")
MANY = {"zh_CN": 1e4, "en": 1e6}  # users in the unit in which each language counts many
UNIFIED = ("unified_share", "unified_case_share")
BY_CHANNEL = ("accepted", "self_online_share")
NOTICES = ("notice_share", "notice_lag.median", "notice_lag.p90")
CONTACTS = (
    "contacts",
    "first_reply.median",
    "first_reply.p90",
    "contacts_replied",
    "contacts_solved",
    "contact_rating",
)


def panels(view: View, settings: Settings, _warehouse: Warehouse) -> Sequence[Panel]:
    """The cards of the page."""
    say, few = partial(text, view.locale), settings.few
    ever = all_years(view)
    return (
        Panel(
            Channels.LEAD,
            "",
            [Question((key,), view.selection) for key in LEAD],
            partial(_lead, view, few),
            tolerant=True,
        ),
        Panel(
            Channels.FIGURES,
            "",
            figures.questions(view, FIGURES),
            lambda *answers: figures.draw(view, few, FIGURES, answers),
            tolerant=True,
        ),
        lines_by(
            view,
            few,
            Channels.MIGRATION,
            say("channels.migration"),
            "daily_users",
            "channel",
            flag="unified",
            selection=ever,
            words=[say("channels.migration_words")],
            large=(say("channels.users_large"), MANY[view.locale]),
        ),
        _with_cases(
            replace(view, selection=ever),
            over_time(
                view,
                few,
                Channels.UNIFIED,
                say("channels.unified"),
                UNIFIED,
                names=[say("channels.unified_transactions"), say("channels.unified_cases")],
                selection=ever,
            ).noted(say("channels.unified_note"), say("lines.no_sums")),
        ),
        monthly_users(view, Channels.MONTHLY_USERS),
        lines_by(view, few, Channels.CASES, say("channels.cases"), "accepted", "channel"),
        table_by(
            view,
            Channels.SELF_SERVICE,
            say("channels.self_service"),
            BY_CHANNEL,
            "channel",
            rank=("accepted",),
            leads=True,
            names={key: say(f"channels.head_{key}") for key in BY_CHANNEL},
            few=few,
        ),
        with_targets(
            view,
            by_group(
                view,
                few,
                Channels.ONLINE_CLASSES,
                say("channels.online_classes"),
                ("online_share", "self_online_share"),
                "class",
                names=[say("channels.online"), say("channels.self_online")],
            ),
            "online_share",
        ).noted(
            "".join(
                say("channels.online_reference", source=source_words(view.locale, line.source or ""))
                for line in _references(view)
            )
        ),
        over_time(
            view,
            few,
            Channels.LEAKAGE,
            say("channels.leakage"),
            TRAVELLED,
            names=[say("channels.entered"), say("channels.confirmed")],
        ),
        online_units(view, few, Channels.ONLINE_UNITS),
        travelled_units(view, few, Channels.LEAKAGE_UNITS),
        over_time(view, few, Channels.NOTICE, say("channels.notice"), ("notice_share",)),
        table_by(
            view,
            Channels.NOTICE_STEPS,
            say("channels.notice_steps"),
            NOTICES,
            "step",
            names={key: say(f"channels.head_{key.replace('.', '_')}") for key in NOTICES},
        ),
        table_by(
            view,
            Channels.CONTACTS,
            say("channels.contacts"),
            CONTACTS,
            "channel",
            rank=("contacts",),
            leads=True,
            names={key: say(f"channels.head_{key.replace('.', '_')}") for key in CONTACTS},
        ),
        by_group(
            view,
            few,
            Channels.CONTACT_TOPICS,
            say("channels.contact_topics"),
            ("contacts",),
            "contact_topic",
            rank=True,
        ),
        payments(view, Channels.PAYMENTS),
        lines_by(
            view,
            few,
            Channels.PAYMENTS_TREND,
            say("channels.payments_trend"),
            "payments",
            "channel",
            large=(say("channels.payments_large"), MANY[view.locale]),
        ),
        functions(view, Channels.FUNCTIONS),
        pushes(view, Channels.PUSHES),
    )


def _with_cases(view: View, panel: Panel) -> Panel:
    """The panel of the one app's shares with the way to the cases: the transactions have none."""

    def draw(frame: pd.DataFrame, *others: pd.DataFrame) -> Content | Failure:
        drawn = panel.draw(frame, *others)
        course, part = whole_parts(view), part_of(view.selection)
        n = sum(column(frame, UNIFIED[1], part, first_days(course, part))[1])
        if isinstance(drawn, Failure) or not drawn.n or not n:
            return drawn
        return replace(drawn, n=n, behind=opens(view, UNIFIED[1], n, course))

    return replace(panel, draw=draw)


def _references(view: View) -> Sequence[Target]:
    """The lines that the online share is drawn beside, by which nobody is judged."""
    return [target for target in targets_of(view, "online_share") if target.reference]


def _lead(view: View, few: int, *answers: Answer) -> Content:
    """How much comes online, how far the apps have become one, and how many came online and travelled all the same.

    What cannot be asked is left out of the sentence, and so is a share of too few.
    """
    say, write = partial(text, view.locale), partial(number, view.locale)
    found: dict[str, Figure] = {
        key: one(answer, key) for key, answer in zip(LEAD, answers, strict=True) if not isinstance(answer, Failure)
    }
    known = {
        key: percent(view.locale, at.value / 100)
        for key, at in found.items()
        if at.value is not None and not few_at([at.n], few, key)
    }
    n = {key: write(at.n) for key, at in found.items()}
    words: list[Component | str] = []
    if "online_share" in known:
        online = say("channels.lead_online", n=n["online_share"], share=known["online_share"])
        words.append(_linked(view, "online_share", online))
        words += [
            say(
                "channels.lead_reference",
                value=percent(view.locale, line.threshold),
                source=source_words(view.locale, line.source or ""),
            )
            for line in _references(view)
        ]
        if "self_online_share" in known:
            words.append(say("channels.lead_self", share=known["self_online_share"]))
        words.append(say("word.stop"))
    if "unified_share" in known:
        words += [say("channels.lead_unified", share=known["unified_share"]), say("word.stop")]
    if "online_travelled" in known:
        words.append(say("channels.lead_travelled", n=n["online_travelled"]))
        share = say("channels.lead_travelled_share", share=known["online_travelled"])
        words.append(_linked(view, "online_travelled", share))
        if "online_travelled_confirmed" in known:
            confirmed = "online_travelled_confirmed"
            words.append(say("channels.lead_confirmed", n=n[confirmed], share=known[confirmed]))
        words.append(say("word.stop"))
    return Content(n=1, body=words)


def _linked(view: View, key: str, words: str) -> Component | str:
    """Words that lead to the rows behind their figure, where it opens into any."""
    href = behind(view, key)
    return dcc.Link(words, href=href) if href else words
