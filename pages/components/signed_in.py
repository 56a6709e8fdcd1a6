"""Who is signed in, the way to another password, and the way out."""

from functools import partial
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from locales import DEFAULT, text


def signed_in(locale: str, name: str, role: str, unit: str, token: str, manage: bool) -> Component:
    """Name, role and unit of a reader; token: what signing out must bring back; manage: may see the readers."""
    say = partial(text, locale)
    lang = "" if locale == DEFAULT else "?" + urlencode({"lang": locale})
    back = urlencode({"next": f"/{lang}"})
    administration = html.A(say("administration.title"), href=f"/administration{lang}", className="tool-link")
    return html.Div(
        [
            html.Span(" · ".join(filter(None, (name, say(f"role.{role}"), unit))), title=say("reader.who")),
            administration if manage else None,
            html.A(say("password.title"), href=f"/password?{back}", className="tool-link"),
            html.Form(
                html.Button(say("reader.leave"), type="submit", name="form_token", value=token, className="tool-link"),
                action=f"/logout{lang}",
                method="POST",
            ),
        ],
        className="signed-in muted",
    )
