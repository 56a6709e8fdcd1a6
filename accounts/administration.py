"""The administrators' page: who may sign in, as what, for which unit; and the audit log."""

from functools import partial
from urllib.parse import urlencode

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from accounts.desk import DEMONSTRATION, Desk
from accounts.guard import locale_here, refuse
from accounts.login import page
from accounts.passwords import LEAST, MOST, acceptable
from accounts.roles import ADMINISTER_RIGHT, Role
from accounts.signed import signed_in
from locales import DEFAULT, stamp, text
from queries.asker import Asker
from queries.catalogue import Catalogue
from state import audit, readers
from state.audit import Outcome, What
from state.models import Reader
from state.readers import LONGEST, NameTaken, NoName
from warehouse.versions import NoVersion

PATH = "/administration"
SHOWN = 100  # entries of the audit log on a page


def register(server: Flask, desk: Desk, asker: Asker) -> None:
    """Register the page and what its forms do."""
    server.add_url_rule(PATH, "administration", partial(_show, desk, asker), methods=["GET"])
    server.add_url_rule(PATH, "administer", partial(_change, desk, asker), methods=["POST"])


def administers(catalogue: Catalogue) -> bool:
    """Whether the reader of this request administers the whole company: who does for a part could widen it."""
    who = signed_in()
    return ADMINISTER_RIGHT in who.rights and who.region == catalogue.root.region


def _catalogue(desk: Desk, asker: Asker) -> Catalogue:
    """The version's catalogue, for an administrator; anyone else is refused."""
    try:
        with asker.open() as warehouse:
            catalogue = warehouse.catalogue
    except NoVersion as error:
        refuse(desk, str(error), 503)
    if not administers(catalogue):
        refuse(desk, text(locale_here(), "administration.refused"))
    return catalogue


def _show(desk: Desk, asker: Asker, problem: str = "", status: int = 200) -> Response:
    catalogue, who, locale = _catalogue(desk, asker), signed_in(), locale_here()
    say = partial(text, locale)
    every = audit.count_entries(desk.state)
    first = min(max(0, request.args.get("first", 0, type=int)), every)
    return page(
        "administration.html",
        status,
        problem=problem,
        token=desk.form_token(who.token),
        own=who.reader_id,
        roles=[(str(role), text(locale, f"role.{role}")) for role in Role],
        heads=[say(f"administration.{name}") for name in ("name", "unit", "ways", "role", "password", "access")],
        audit_heads=[say(f"administration.{name}") for name in ("at", "name", "what", "outcome", "detail", "address")],
        readers=[(reader, *_told(reader, catalogue, locale)) for reader in readers.everyone(desk.state)],
        root=catalogue.root.region,
        least=LEAST,
        entries=[
            (
                stamp(catalogue.local(entry.at)),
                entry.reader or "",
                text(locale, f"audit.{entry.what}"),
                text(locale, f"audit.{entry.outcome}"),
                entry.detail,
                entry.address,
            )
            for entry in audit.entries(desk.state, first, SHOWN)
        ],
        every=every,
        newer=_at(first - SHOWN, locale) if first else "",
        older=_at(first + SHOWN, locale) if first + SHOWN < every else "",
    )


def _told(reader: Reader, catalogue: Catalogue, locale: str) -> tuple[str, str, bool]:
    """A reader's unit by name, how they sign in, and whether their role and unit can be changed here."""
    unit = catalogue.places[reader.region].label(locale) if reader.region in catalogue.places else ""
    ways = [text(locale, "login.password")] if reader.password else []
    outside = reader.issuer is not None and reader.issuer != DEMONSTRATION
    ways += [text(locale, "login.single_sign_on")] if outside else []
    return unit, text(locale, "word.listed").join(ways), reader.issuer is None


def _at(first: int, locale: str) -> str:
    lang = {} if locale == DEFAULT else {"lang": locale}
    return f"{PATH}?{urlencode({'first': max(0, first), **lang})}#audit"


def _change(desk: Desk, asker: Asker) -> Response:
    """Do what one of the page's forms says, note it, and show the page anew."""
    catalogue, say = _catalogue(desk, asker), partial(text, locale_here())
    form = request.form
    name, role, region, password = (form.get(field, "").strip() for field in ("name", "role", "region", "password"))
    doing = form.get("doing", "")
    again = partial(_show, desk, asker, status=400)
    reader = readers.find(desk.state, name)
    if doing in ("add", "assign") and (role not in list(Role) or region not in catalogue.places):
        return again(say("administration.no_region", region=region))
    if doing in ("add", "password") and not acceptable(password):
        return again(say("password.length", least=LEAST, most=MOST))
    if doing == "add":
        try:
            readers.add(desk.state, name, role, region, desk.passwords.hashed(password))
        except NameTaken:
            return again(say("administration.taken", name=name))
        except NoName:
            return again(say("administration.no_name", most=LONGEST))
    elif reader is None:
        return again(say("administration.nobody", name=name))
    elif reader.id == signed_in().reader_id:
        return again(say("administration.oneself"))
    elif doing == "assign" and reader.issuer is None:
        readers.assign(desk.state, reader.id, role, region)
    elif doing in ("disable", "enable"):
        readers.disable(desk.state, reader.id, enabled=doing == "enable")
    elif doing == "password" and reader.password:
        readers.set_password(desk.state, reader.id, desk.passwords.hashed(password))
    else:
        return again(say("administration.not_done"))
    detail = " ".join(filter(None, (doing, name, *((role, region) if doing in ("add", "assign") else ()))))
    desk.note(What.PASSWORD if doing == "password" else What.READER, Outcome.DONE, detail)
    return redirect(PATH if locale_here() == DEFAULT else f"{PATH}?lang={locale_here()}", 303)
