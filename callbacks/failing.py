"""What is said of a figure that has no answer."""

from flask import g

from locales import text
from queries.asker import Failure


def told(failure: Failure, locale: str) -> str:
    """Why there is no answer; of what failed, with the number under which the server's log has the cause."""
    sentence = failure.words(locale)
    return f"{sentence} {text(locale, 'state.reference', reference=g.reference)}" if failure.cause else sentence
