"""Who has a case now and when it is due, its holds and visits, and where its customer is registered."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.roles import Role
from app import create_app
from ids import Case, Page
from locales import LOCALES, text
from queries.catalogue import OUTSIDE, Catalogue
from settings import Settings
from tests.callbacks.case_pages import first, of, opened, said
from tests.callbacks.opening import drawn, facts

STALLED = """application,accepted_at,due_at
A3,2026-03-02 09:00,2026-03-10 23:59
A4,2026-03-02 09:00,
"""
DONE = """application,step,round,entered_at,left_at,owner,unit,handler
A3,survey,1,2026-03-03 09:00,2026-03-04 12:00,utility,T1,H1
A3,works,1,2026-03-04 12:00,2026-03-05 12:00,customer,,
A4,survey,1,2026-03-03 09:00,2026-03-04 12:00,utility,T1,H1
A4,works,1,2026-03-04 12:00,,customer,,
"""


def test_who_has_it_now_is_named_with_team_and_handler(server: Flask, client: FlaskClient) -> None:
    open_step = "entered_at is not null and left_at is null and owner = 'utility' and state = 'open'"
    application = first(server, open_step, "step_fact")
    handler, unit, name = facts(
        server,
        "select s.handler, s.unit, u.name from steps s join units u using (unit) "
        f"where s.application = '{application}' and s.left_at is null and s.owner = 'utility'",
    )[0]
    now = said(opened(client, application), Case.NOW)
    assert handler in now
    assert f"{name} ({unit})" in now


@pytest.mark.parametrize("locale", LOCALES)
def test_beside_an_open_step_stands_when_the_whole_case_is_due(
    server: Flask, client: FlaskClient, catalogue: Catalogue, locale: str
) -> None:
    application, due = facts(
        server,
        """select application, whole_due_at from case_fact c join step_fact s using (application)
           where c.state = 'open' and whole_due_at is not null and s.entered_at is not null and s.left_at is null
           order by 1 limit 1""",
    )[0]
    local = catalogue.local(due)
    assert local is not None
    last = (local - timedelta(days=1)).date()  # a limit ends with its last day
    assert local == datetime.combine(last + timedelta(days=1), datetime.min.time())
    assert f"{text(locale, 'column.whole_due_at')}{'：' if locale == 'zh_CN' else ': '}{last}" in said(
        opened(client, application, locale), Case.NOW
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_an_open_case_without_an_open_step_names_who_is_responsible_and_how_long_it_is_over(
    delivered: Callable[..., Settings], locale: str
) -> None:
    """The data reach to the end of 31 March: 15 working days after the 10th, 18.5 after noon of the 5th."""
    client = create_app(delivered(applications=STALLED, steps=DONE)).test_client()
    now = said(opened(client, "A3", locale), Case.NOW)
    assert text(locale, "case.responsible") in now
    assert f"works · {text(locale, 'code.owner.customer')}" in now
    assert "survey · T1 · H1" in now  # the utility's last step, since the last of all was the customer's
    assert "2026-03-05 12:00" in now
    assert "18.50" in now
    unit = text(locale, "unit.working_days")
    assert text(locale, "case.due_over", due="2026-03-10 23:59", days="15.00", unit=unit) in now


@pytest.mark.parametrize("locale", LOCALES)
def test_beside_a_step_of_the_customers_stands_the_utilitys_unit_and_last_team(
    delivered: Callable[..., Settings], locale: str
) -> None:
    client = create_app(delivered(applications=STALLED, steps=DONE)).test_client()
    now = said(opened(client, "A4", locale), Case.NOW)
    assert text(locale, "case.responsible") in now
    assert "survey · T1 · H1" in now


def test_a_holds_reason_stands_with_the_hold_and_not_under_the_verdict(server: Flask, catalogue: Catalogue) -> None:
    application, reason = facts(server, "select application, reason from holds where reason is not null limit 1")[0]
    figures = drawn(server, Page.CASE, Case.LINE, f"?application={application}").figures
    assert isinstance(figures, pd.DataFrame)
    words = f"（{catalogue.label('hold_reason', reason, 'zh_CN')}）"
    held = figures[figures[text("zh_CN", "column.step")].str.endswith(words)]
    assert len(held) > 0
    assert held[text("zh_CN", "case.verdict")].isna().all()


def test_a_booked_visit_to_which_nobody_came_is_not_one_that_is_still_to_come(
    server: Flask, client: FlaskClient, catalogue: Catalogue
) -> None:
    """Whose window is over when the data end, and whose is not."""
    for key, condition in (("visit_missed", "window_end < now_at"), ("visit_ahead", "window_end > now_at")):
        found = facts(
            server,
            f"""select application from appointments join case_fact using (application) join places using (place_no)
                where arrived_at is null and {condition} order by 1 limit 1""",
        )
        if key == "visit_missed":
            assert found
        for (application,) in found:
            assert text("zh_CN", f"case.{key}") in said(opened(client, application), Case.VISITS)


def test_the_readers_own_province_is_no_other_unit(server: Flask, catalogue: Catalogue) -> None:
    county, application = facts(
        server,
        """select region, application from case_fact join places using (place_no)
           where level = 'county' and applicant_province_no = province_no order by 2 limit 1""",
    )[0]
    ease = said(opened(of(server, Role.SUPERVISOR, county), application), Case.EASE)
    assert text("zh_CN", "group.above") in ease
    assert OUTSIDE.label("zh_CN") not in ease
