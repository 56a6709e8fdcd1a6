"""The audit log on the administrators' page: what of it is sought, in words, a page at a time."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from urllib.parse import urlencode

from flask import request

from accounts.audit_words import address_words, detail_words
from locales import DEFAULT, stamp, text
from queries.catalogue import Catalogue
from state import audit
from state.audit import Outcome, Sought, What
from state.database import State
from state.models import AuditEntry

SHOWN = 100  # entries on a page
HEADS = ("at", "name", "what", "outcome", "detail", "address")


def log_shown(state: State, catalogue: Catalogue, locale: str, path: str) -> dict[str, object]:
    """What the page's template shows of the log for the request's address; path: of the page."""
    say, sought = partial(text, locale), _sought()
    found = audit.count_entries(state, sought)
    first = min(max(0, request.args.get("first", 0, type=int)), found)
    way = partial(_way, path, locale)
    return {
        "audit_heads": [say(f"administration.{name}") for name in HEADS],
        "entries": [_row(run, catalogue, locale) for run in _runs(audit.entries(state, first, SHOWN, sought))],
        "every": audit.count_entries(state),
        "sought": sought,
        "found": found,
        "whats": [(str(what), say(f"audit.{what}")) for what in What],
        "outcomes": [(str(outcome), say(f"audit.{outcome}")) for outcome in Outcome],
        "newer": way(sought, first - SHOWN) if first else "",
        "older": way(sought, first + SHOWN) if first + SHOWN < found else "",
        "all_entries": way(Sought(), 0) if sought != Sought() else "",
    }


def _sought() -> Sought:
    """What the address asks for; what it names of no kind of ours asks for nothing."""
    what, outcome = request.args.get("what", ""), request.args.get("outcome", "")
    return Sought(
        request.args.get("who", "").strip().replace("\0", ""),
        what if what in list(What) else "",
        outcome if outcome in list(Outcome) else "",
    )


def _way(path: str, locale: str, sought: Sought, first: int) -> str:
    parts = {"who": sought.reader, "what": sought.what, "outcome": sought.outcome, "first": str(max(0, first))}
    lang = {} if locale == DEFAULT else {"lang": locale}
    query = urlencode({name: value for name, value in {**parts, **lang}.items() if value not in ("", "0")})
    return f"{path}?{query}#audit" if query else f"{path}#audit"


def _runs(entries: Iterable[AuditEntry]) -> Iterator[list[AuditEntry]]:
    """The entries of a page, each by itself, but refusals of the same thing in a row together: they come in floods."""

    def alike(entry: AuditEntry) -> tuple[object, ...]:
        apart = entry.id if entry.outcome != Outcome.REFUSED else 0
        return apart, entry.reader, entry.what, entry.detail, entry.address

    for _, run in groupby(entries, alike):
        yield list(run)


def _row(run: list[AuditEntry], catalogue: Catalogue, locale: str) -> tuple[str, ...]:
    """The cells of a row, as HEADS has them; of several entries from when until when, and how many."""
    last, first = run[0], run[-1]
    times = dict.fromkeys(stamp(catalogue.local(entry.at)) for entry in (first, last))
    outcome = text(locale, f"audit.{last.outcome}")
    return (
        " – ".join(times),
        last.reader or "",
        text(locale, f"audit.{last.what}"),
        outcome if len(run) == 1 else text(locale, "administration.times", outcome=outcome, n=len(run)),
        detail_words(last.detail, catalogue, locale),
        address_words(last.address, locale),
    )
