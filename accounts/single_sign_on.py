"""Sign-in through the organisation's own provider by OpenID Connect: code flow, PKCE, state and nonce.

Who the provider vouches for is a reader of this product from then on; role and unit are read anew from the claims of
the ID token at each sign-in, by the settings TONGDIAN_OIDC_*.
"""

import hmac
from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, g, request, session, url_for
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from accounts.desk import Desk
from accounts.login import LOCALE, enter, following_path, local_path, login_page, page_locale
from accounts.roles import Role
from accounts.secret import is_loopback
from locales import DEFAULT, text
from queries.asker import Asker
from settings import Settings, SettingsError
from state import readers
from state.audit import Outcome, What, told
from state.models import Reader
from state.readers import NameTaken, NoName
from warehouse.versions import NoVersion

SECONDS = 10  # that the provider may take for an answer
LONGEST_SUBJECT = 300  # characters, as kept; OpenID Connect allows 255
LEEWAY = 60  # seconds that its clock may differ


class NotVouchedFor(Exception):
    """The provider does not say all that makes a reader; the argument says what is missing."""


def register(server: Flask, desk: Desk, asker: Asker) -> None:
    """Register the way to the provider and the way back, where the settings name one."""
    settings = desk.settings
    if settings.oidc_issuer is None:
        return
    server.secret_key = hmac.new(desk.secret, b"on the way to the provider", sha256).digest()
    server.config.update(
        SESSION_COOKIE_NAME=desk.cookie("way"),
        SESSION_COOKIE_SECURE=desk.secure,
        SESSION_COOKIE_SAMESITE="Lax",  # it must come along when the provider sends the browser back
    )
    provider = OAuth(server).register(
        "provider",
        client_id=settings.oidc_client,
        client_secret=client_secret(settings),
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "default_timeout": SECONDS},
    )
    ways = Blueprint("single_sign_on", __name__)
    ways.add_url_rule("/single-sign-on", "start", partial(_start, desk, provider))
    ways.add_url_rule("/single-sign-on/back", "back", partial(_back, desk, provider, asker))
    server.register_blueprint(ways)


def check(settings: Settings) -> None:
    """Raises SettingsError for a provider that cannot be one."""
    if settings.oidc_issuer is None:
        return
    issuer = urlsplit(settings.oidc_issuer)
    if issuer.scheme != "https" and not (issuer.scheme == "http" and is_loopback(issuer.hostname or "")):
        raise SettingsError(
            f"TONGDIAN_OIDC_ISSUER is {settings.oidc_issuer!r}: a provider's address begins with https://."
        )
    unknown = sorted(set(settings.oidc_roles.values()) - set(Role))
    if unknown:
        raise SettingsError(f"TONGDIAN_OIDC_ROLES names {', '.join(unknown)}; there are {', '.join(Role)}.")
    client_secret(settings)


def client_secret(settings: Settings) -> str | None:
    """What the product proves itself to the provider with, where one is set. Raises SettingsError."""
    if settings.oidc_secret_file is not None:
        try:
            return settings.oidc_secret_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingsError(f"TONGDIAN_OIDC_SECRET_FILE cannot be read: {error.strerror}.") from error
    return settings.oidc_secret.get_secret_value() if settings.oidc_secret else None


def _start(desk: Desk, provider: Any) -> Response:
    """To the provider, which sends the browser back with a code."""
    session["following"], session["locale"] = following_path(), page_locale()
    back = url_for("single_sign_on.back", _external=True, _scheme="https" if desk.secure else request.scheme)
    try:
        answer: Response = provider.authorize_redirect(back)
    except (RequestException, ValueError, RuntimeError):
        return _refused(desk, "unreachable", 503)
    return answer


def _back(desk: Desk, provider: Any, asker: Asker) -> Response:
    """Back from the provider: its code is exchanged for an ID token, and that must be what was asked for."""
    following = local_path(session.pop("following", None))
    setattr(g, LOCALE, session.pop("locale", DEFAULT))
    try:
        claims = _claims(desk.settings, provider)
        reader = _reader(desk, asker, claims)
    except RequestException:
        return _refused(desk, "unreachable", 503)
    except NotVouchedFor as error:
        return _refused(desk, error.args[0], 403)
    except (AuthlibBaseError, JoseError, ValueError, RuntimeError) as error:
        return _refused(desk, "refused", 403, type(error).__name__)
    desk.note(What.LOGIN, Outcome.DONE, told("single_sign_on"), reader.name)
    return enter(desk, desk.let_in(reader), following)


def _claims(settings: Settings, provider: Any) -> Mapping[str, Any]:
    """The claims of the ID token: signed by the issuer, for this client, with the nonce that was sent, not expired."""
    wanted = {
        "iss": {"essential": True, "value": settings.oidc_issuer},
        "aud": {"essential": True, "value": settings.oidc_client},
        "exp": {"essential": True},
        "nonce": {"essential": True},
    }
    token = provider.authorize_access_token(claims_options=wanted, leeway=LEEWAY)
    claims: Mapping[str, Any] | None = token.get("userinfo")
    if claims is None:
        raise NotVouchedFor("refused")
    return claims


def _reader(desk: Desk, asker: Asker, claims: Mapping[str, Any]) -> Reader:
    """The reader whom the claims mean, with the role and unit that these say today."""
    settings = desk.settings
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    if max(len(issuer), len(subject)) > LONGEST_SUBJECT or "\0" in subject:
        raise NotVouchedFor("refused")
    role = _mapped(claims.get(settings.oidc_role_claim), settings.oidc_roles or {str(role): str(role) for role in Role})
    if role is None:
        raise NotVouchedFor("no_role")
    region = _region(asker, claims.get(settings.oidc_region_claim), settings.oidc_regions)
    reader = readers.find_subject(desk.state, issuer, subject)
    if reader is None:
        name = str(claims.get(settings.oidc_name_claim) or subject)
        try:
            return readers.add(desk.state, name, role, region, issuer=issuer, subject=subject)
        except NameTaken as error:
            raise NotVouchedFor("name_taken") from error
        except NoName as error:
            raise NotVouchedFor("no_name") from error
    if not desk.admits(reader):
        raise NotVouchedFor("disabled")
    if (reader.role, reader.region) != (role, region):
        readers.assign(desk.state, reader.id, role, region)
    return reader


def _region(asker: Asker, claim: object, mapping: Mapping[str, str]) -> str:
    values = {str(one): str(one) for one in _values(claim)}
    region = _mapped(claim, mapping or values)
    try:
        with asker.open() as warehouse:
            places = warehouse.catalogue.places
    except NoVersion as error:
        raise NotVouchedFor("no_region") from error
    if region is None or region not in places:
        raise NotVouchedFor("no_region")
    return region


def _mapped(claim: object, mapping: Mapping[str, str]) -> str | None:
    """What the settings make of a claim: the first of theirs that it holds."""
    values = {str(one) for one in _values(claim)}
    return next((meant for value, meant in mapping.items() if value in values), None)


def _values(claim: object) -> list[object]:
    return claim if isinstance(claim, list) else [] if claim is None else [claim]


def _refused(desk: Desk, why: str, status: int, detail: str = "") -> Response:
    """The sign-in page with the sentence of a reason."""
    said = told("vouched", why=why, error=detail)
    desk.refuse_login(said, kind=said)
    return login_page(desk, text(page_locale(), f"single_sign_on.{why}"), status)
