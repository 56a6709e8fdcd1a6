"""The form below the board: targets are written by those with the right, for their own unit and those below it."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from accounts.roles import TARGET_RIGHT
from accounts.signed import signed_in
from callbacks.board import CHOICE
from callbacks.labels import is_share, metric_name, unit_beside
from callbacks.product import Product
from callbacks.target_history import history_table, targets_table
from callbacks.target_words import figure_words, unit_words
from callbacks.target_writing import (
    ADD,
    CORRECT,
    ONWARD,
    WITHDRAW,
    Given,
    Refusal,
    edits_of,
    given_of,
    in_sight,
    metrics_with_targets,
    own,
)
from callbacks.view import View, locale_of, page_at, read_view
from ids import Page, Shell, TargetForm
from locales import stamp, text
from queries.errors import QuestionError
from queries.targets import NARROWED, PERIODS, Edit, Target, overlaid
from state import targets
from state.audit import Outcome, What, told
from state.models import TargetEdit
from warehouse.versions import NoVersion

FIELDS = {  # of a Given: the control that holds it
    "metric": TargetForm.METRIC,
    "customer_class": TargetForm.CLASS,
    "service": TargetForm.SERVICE,
    "channel": TargetForm.CHANNEL,
    "threshold": TargetForm.THRESHOLD,
    "decimals": TargetForm.DECIMALS,
    "period": TargetForm.PERIOD,
    "first": TargetForm.FIRST,
    "last": TargetForm.LAST,
    "source": TargetForm.SOURCE,
}
EMPTY = {"metric": "whole_time", "decimals": "1", "period": "year"}  # what the form of a new target begins with
OFFERED = (TargetForm.METRIC, TargetForm.CLASS, TargetForm.SERVICE, TargetForm.CHANNEL, TargetForm.PERIOD)


def register(app: Dash, product: Product) -> None:
    """Register the list of targets, the form and the history."""

    @app.callback(
        Output(TargetForm.LIST, "children"),
        Output(TargetForm.HISTORY, "children"),
        Output(TargetForm.FORM, "hidden"),
        Output(TargetForm.SAYS, "children"),
        Output(TargetForm.SEEN, "data"),
        Output(TargetForm.HOW, "options"),
        Output(TargetForm.HOW, "value"),
        Output(TargetForm.TRAITS, "value"),
        Output(TargetForm.WHY, "value"),
        *(Output(name, "options") for name in OFFERED),
        *(Output(name, "value") for name in FIELDS.values()),
        Input(Shell.URL, "search"),
        State(Shell.URL, "pathname"),
    )
    def show_form(search: str, pathname: str) -> Any:
        if page_at(pathname) is not Page.TARGETS:
            raise PreventUpdate
        with product.desk.state.read() as session:
            rows = targets.all_edits(session)  # before the targets: an edit meanwhile is one that was not seen
        try:
            with product.asker.open() as warehouse:
                return shown(read_view(Page.TARGETS, search, warehouse.catalogue), rows)
        except (QuestionError, NoVersion):  # the filter bar says so, and hides the page
            raise PreventUpdate from None

    @app.callback(
        Output(TargetForm.SAID, "children"),
        Output(Shell.URL, "search", allow_duplicate=True),
        Input(TargetForm.SAVE, "n_clicks"),
        State(TargetForm.SEEN, "data"),
        State(TargetForm.HOW, "value"),
        State(TargetForm.TRAITS, "value"),
        State(TargetForm.WHY, "value"),
        State(Shell.URL, "search"),
        *(State(name, "value") for name in FIELDS.values()),
        prevent_initial_call=True,
    )
    def save_form(
        clicks: int | None, seen: Any, how: Any, traits: Any, why: Any, search: str, *fields: Any
    ) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        known = seen if isinstance(seen, dict) else {}
        texts = {name: str(value or "") for name, value in zip(FIELDS, fields, strict=True)}
        chosen = str(known.get("target") or "")
        given = Given(how=str(how), target=chosen, why=str(why or ""), traits=list(traits or ()), **texts)
        last = known.get("edit")
        said, way = save(product, search, given, last if isinstance(last, int) else 0)
        return said, no_update if way is None else way


def shown(view: View, rows: Sequence[TargetEdit]) -> tuple[Any, ...]:
    """All that the section shows for an address; rows: every edit."""
    here = [one for one in view.catalogue.targets if in_sight(view, one.region)]
    chosen = next((one for one in here if one.target == view.parameter(CHOICE, "")), None)
    may = TARGET_RIGHT in view.selection.scope.rights
    mine = chosen is not None and own(view, chosen.region)
    here_too = chosen is not None and (chosen.region or view.catalogue.root.region) == view.selection.place.region
    hows = [] if not mine else [ONWARD, CORRECT, WITHDRAW]
    hows = [*hows, ADD] if here_too else [ADD, *hows]  # at a unit below the target's, one of its own is rather meant
    unit = view.selection.place.label(view.locale)
    values = {**EMPTY, **given_of(chosen)}
    return (
        targets_table(view, here, may=may),
        history_table(view, rows),
        not may,
        _says(view, chosen, unit),
        {"target": chosen.target if chosen else "", "edit": _last(rows, chosen.target) if chosen else 0},
        [{"label": text(view.locale, f"target_how.{how}", unit=unit), "value": how} for how in hows],
        hows[0],
        [name for name in ("provisional", "reference") if chosen is not None and getattr(chosen, name)],
        "",
        *_options(view, chosen),
        *(values.get(name) or ("" if name in ("threshold", "first", "last", "source") else None) for name in FIELDS),
    )


def _says(view: View, chosen: Target | None, unit: str) -> str:
    """What the form writes: over which target, and for which unit."""
    if chosen is None:
        return text(view.locale, "target_form.says_new", unit=unit)
    figure = figure_words(view, chosen)
    if own(view, chosen.region):
        return text(view.locale, "target_form.says_own", figure=figure, unit=unit_words(view, chosen.region))
    return text(view.locale, "target_form.says_inherited", figure=figure, unit=unit)


def _options(view: View, chosen: Target | None) -> list[list[Mapping[str, str]]]:
    """What the fields offer, in the order of OFFERED."""

    def metric(key: str) -> str:
        unit = unit_beside(view, key)
        return f"{metric_name(view, key)} ({unit})" if unit else metric_name(view, key)

    offered = [
        {key: metric(key) for key in metrics_with_targets()},
        *({code.code: code.label(view.locale) for code in view.catalogue.codes[of].values()} for of in NARROWED),
        {period: text(view.locale, f"target_period.{period}") for period in PERIODS},
    ]
    if chosen is not None and chosen.key not in offered[0]:
        offered[0][chosen.key] = chosen.key  # of a delivery; it can be withdrawn
    return [[{"label": label, "value": value} for value, label in one.items()] for one in offered]


def save(product: Product, search: str, given: Given, seen: int) -> tuple[str, str | None]:
    """Write what the form asks for: what is said of it, and the address that shows it; None where it is refused.

    seen: the number of the last edit of the target when the form was filled.
    """
    locale, reader, desk = locale_of(search), signed_in(), product.desk
    try:
        with product.asker.open() as warehouse:
            view = read_view(Page.TARGETS, search, warehouse.catalogue)
        if TARGET_RIGHT not in reader.rights:
            raise Refusal(text(locale, "target_refused.no_right"), forged=True)
        # Nothing else is written to this database until the block ends: the audit log comes after.
        with targets.writing(desk.state) as session:
            rows = targets.all_edits(session)
            standing = overlaid(view.catalogue.targets, map(targets.as_edit, rows))
            _check_seen(view, given, rows, seen)
            edits = edits_of(view, given, standing)
            names = {row.target for row in rows}
            before = [Edit(one) for edit in edits for one in standing if one.target == edit.target.target not in names]
            targets.add(session, reader.reader_id, reader.name, before, targets.AS_DELIVERED)
            targets.add(session, reader.reader_id, reader.name, edits, given.why.strip())
    except QuestionError as error:
        desk.note(What.TARGET, Outcome.REFUSED, told("target_refused", target=given.target, address=search))
        return error.words(locale), None
    except Refusal as refusal:
        if refusal.forged:
            desk.note(What.TARGET, Outcome.REFUSED, told("target_refused", target=given.target, address=search))
        return str(refusal), None
    written = edits[-1].target
    value = given_of(written)["threshold"] + "%" * is_share(written.key)
    parts = {"region": written.region or view.catalogue.root.region, "metric": written.key, "value": value}
    desk.note(What.TARGET, Outcome.DONE, told(f"target_{given.how}", **parts, reason=given.why.strip()))
    others = [pair for pair in view.extras if pair[0] != CHOICE]
    extras = others if given.how == WITHDRAW else [*others, (CHOICE, written.target)]
    way = view.href(Page.TARGETS, extras=extras).partition("?")[2]
    said = text(
        locale,
        f"target_done.{'reopened' if given.how == WITHDRAW and len(edits) > 1 else given.how}",
        figure=figure_words(view, written),
        unit=unit_words(view, written.region),
    )
    return said, f"?{way}"


def _check_seen(view: View, given: Given, rows: Sequence[TargetEdit], seen: int) -> None:
    """Refuse to write over what the reader has not seen: somebody has changed the target since the form was filled.

    Who did is told of the reader's own targets alone; edits_of() refuses all others.
    """
    if given.how == ADD:
        return
    before = [row for row in rows if row.target == given.target and own(view, row.region)]
    if seen not in (0, *(row.id for row in before)):
        raise Refusal(text(view.locale, "target_refused.no_target", target=given.target), forged=True)
    if before and before[-1].id != seen:
        at = stamp(view.catalogue.local(before[-1].at))
        raise Refusal(text(view.locale, "target_refused.stale", reader=before[-1].reader, at=at))


def _last(rows: Sequence[TargetEdit], name: str) -> int:
    """The number of the last edit of a target; 0 where there is none."""
    return max((row.id for row in rows if row.target == name), default=0)
