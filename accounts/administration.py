"""The administrators' page: who may sign in, as what, for which unit; and the audit log."""

from functools import partial

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from accounts.audit_log import log_shown
from accounts.audit_words import done_words
from accounts.desk import DEMONSTRATION, Desk
from accounts.done import carried, carry, said
from accounts.guard import locale_here, refuse
from accounts.login import page
from accounts.passwords import LEAST, MOST, acceptable
from accounts.roles import ADMINISTER_RIGHT, Role
from accounts.signed import signed_in
from accounts.units import meant, named, offered
from locales import DEFAULT, text
from queries.asker import Asker
from queries.catalogue import Catalogue
from state import readers
from state.audit import Outcome, What, told
from state.models import Reader
from state.readers import LONGEST, NameTaken, NoName
from warehouse.versions import NoVersion

PATH = "/administration"
SOME = 8  # units that a text may mean are named


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
    shown = page(
        "administration.html",
        status,
        problem=problem,
        done="" if problem else done_words(carried(desk), catalogue, locale),
        token=desk.form_token(who.token),
        own=who.reader_id,
        roles=[(str(role), text(locale, f"role.{role}")) for role in Role],
        heads=[say(f"administration.{name}") for name in ("name", "unit", "ways", "role", "password", "access")],
        readers=[(reader, *_told(reader, catalogue, locale)) for reader in readers.everyone(desk.state)],
        root=named(catalogue.root, locale),
        units=offered(catalogue, locale),
        least=LEAST,
        **log_shown(desk.state, catalogue, locale, PATH),
    )
    return said(desk, shown)


def _told(reader: Reader, catalogue: Catalogue, locale: str) -> tuple[str, str, bool]:
    """A reader's unit by name and code, how they sign in, and whether their role and unit can be changed here."""
    unit = named(catalogue.places[reader.region], locale) if reader.region in catalogue.places else ""
    ways = [text(locale, "login.password")] if reader.password else []
    outside = reader.issuer is not None and reader.issuer != DEMONSTRATION
    ways += [text(locale, "login.single_sign_on")] if outside else []
    return unit, text(locale, "word.listed").join(ways), reader.issuer is None


class _NotDone(Exception):
    """What a form asks for makes no sense; the message is the sentence that says why."""


def _change(desk: Desk, asker: Asker) -> Response:
    """Do what one of the page's forms says, note it, and show the page anew."""
    catalogue, doing = _catalogue(desk, asker), request.form.get("doing", "")
    try:
        told_of = _add(desk, catalogue) if doing == "add" else _alter(desk, catalogue, doing)
    except _NotDone as problem:
        return _show(desk, asker, str(problem), 400)
    detail = told("password_set" if doing == "password" else doing, **told_of)
    desk.note(What.PASSWORD if doing == "password" else What.READER, Outcome.DONE, detail)
    response = redirect(PATH if locale_here() == DEFAULT else f"{PATH}?lang={locale_here()}", 303)
    carry(desk, response, signed_in(), detail)
    return response


def _add(desk: Desk, catalogue: Catalogue) -> dict[str, str]:
    """Add the reader of the form; what to note of it. Raises _NotDone."""
    name, (role, region), password = _given("name"), _place(catalogue), _password()
    try:
        readers.add(desk.state, name, role, region, desk.passwords.hashed(password))
    except NameTaken as error:
        raise _NotDone(text(locale_here(), "administration.taken", name=name)) from error
    except NoName as error:
        raise _NotDone(text(locale_here(), "administration.no_name", most=LONGEST)) from error
    return {"reader": name, "role": role, "region": region}


def _alter(desk: Desk, catalogue: Catalogue, doing: str) -> dict[str, str]:
    """Change a reader as the form says; what to note of it. Raises _NotDone."""
    say, name = partial(text, locale_here()), _given("name")
    reader = readers.find(desk.state, name)
    if reader is None:
        raise _NotDone(say("administration.nobody", name=name))
    if reader.id == signed_in().reader_id:
        raise _NotDone(say("administration.oneself"))
    if doing == "assign" and reader.issuer is None:
        role, region = _place(catalogue)
        readers.assign(desk.state, reader.id, role, region)
        return {"reader": name, "role": role, "region": region}
    if doing in ("disable", "enable"):
        readers.disable(desk.state, reader.id, enabled=doing == "enable")
    elif doing == "password" and reader.password:
        readers.set_password(desk.state, reader.id, desk.passwords.hashed(_password()))
    else:
        raise _NotDone(say("administration.not_done"))
    return {"reader": name}


def _given(field: str) -> str:
    return request.form.get(field, "").strip()


def _place(catalogue: Catalogue) -> tuple[str, str]:
    """The role and the unit's code that the form gives, the unit by name or code. Raises _NotDone."""
    say, role, given = partial(text, locale_here()), _given("role"), _given("region")
    units = meant(catalogue, given)
    if role not in list(Role) or not units:
        raise _NotDone(say("administration.no_region", region=given))
    if len(units) > 1:
        some = say("word.listed").join(named(unit, locale_here()) for unit in units[:SOME])
        raise _NotDone(say("administration.which_unit", region=given, n=len(units), some=some))
    return role, units[0].region


def _password() -> str:
    """The password that the form gives. Raises _NotDone for one that is too short or too long."""
    password = request.form.get("password", "")  # with its spaces, as it is typed at the sign-in
    if not acceptable(password):
        raise _NotDone(text(locale_here(), "password.length", least=LEAST, most=MOST))
    return password
