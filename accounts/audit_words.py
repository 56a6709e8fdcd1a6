"""The audit log's details in the words of a language, and what was just done in a sentence of its own."""

from urllib.parse import parse_qsl

from accounts.units import named
from locales import text, texts
from queries.catalogue import Catalogue
from queries.metrics import METRICS
from state.audit import COMMAND_LINE


def detail_words(detail: str, catalogue: Catalogue, locale: str) -> str:
    """What a detail says; an address, and what is in no words of ours, as it is."""
    doing, words = _parts(detail, catalogue, locale)
    if f"audit_detail.{doing}" not in texts(locale):
        return detail
    return text(locale, f"audit_detail.{doing}", **words).strip()


def done_words(detail: str, catalogue: Catalogue, locale: str) -> str:
    """The sentence for an administrator who has just done what a detail says; empty where there is none."""
    doing, words = _parts(detail, catalogue, locale)
    return text(locale, f"done.{doing}", **words) if f"done.{doing}" in texts(locale) else ""


def _parts(detail: str, catalogue: Catalogue, locale: str) -> tuple[str, dict[str, str]]:
    parts = dict(parse_qsl(detail, keep_blank_values=True)) if detail.startswith("doing=") else {}
    doing = parts.pop("doing", "")
    return doing, {name: _word(name, part, catalogue, locale) for name, part in parts.items()}


def _word(name: str, part: str, catalogue: Catalogue, locale: str) -> str:
    if name == "role" and f"role.{part}" in texts(locale):
        return text(locale, f"role.{part}")
    if name == "region" and part in catalogue.places:
        return named(catalogue.places[part], locale)
    if name == "metric" and part in METRICS:
        return METRICS[part].name(locale)
    if name == "why" and f"single_sign_on.{part}" in texts(locale):
        return text(locale, f"single_sign_on.{part}")
    return part


def address_words(address: str, locale: str) -> str:
    """Where something was done from."""
    return text(locale, "audit.command_line") if address == COMMAND_LINE else address
