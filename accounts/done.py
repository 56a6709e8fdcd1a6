"""What the next page says was done: it goes over the redirect in a cookie that only this server can have written."""

import hmac
from hashlib import sha256

from flask import request
from werkzeug.wrappers import Response

from accounts.desk import Desk
from accounts.signed import SignedIn, signed_in

COOKIE = "done"


def carry(desk: Desk, response: Response, who: SignedIn, detail: str) -> None:
    """Have the next page of a reader's session say what was done; detail: as the audit log has it."""
    desk.give(response, COOKIE, f"{_seal(desk, who, detail)}.{detail}")


def carried(desk: Desk) -> str:
    """What the page of this request says was done; empty for nothing, and for what is not of this very session."""
    seal, _, detail = request.cookies.get(desk.cookie(COOKIE), "").partition(".")
    return detail if hmac.compare_digest(seal.encode(), _seal(desk, signed_in(), detail).encode()) else ""


def said(desk: Desk, response: Response) -> Response:
    """The page that says it, after which no other does."""
    desk.take(response, COOKIE)
    return response


def _seal(desk: Desk, who: SignedIn, detail: str) -> str:
    return hmac.new(desk.secret, f"done {who.token} {detail}".encode(), sha256).hexdigest()
