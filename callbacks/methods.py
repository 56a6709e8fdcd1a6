"""By which method customers were asked: the choice of the page of satisfaction. Methods are never one figure."""

from collections.abc import Mapping

from callbacks.view import View
from queries.metrics.satisfaction import METHODS

PARAMETER = "method"
CALL_BACK = "callback"
CALLED = {stage: stage for stage in ("asked", "reached", "refused", "answered")}
UNCALLED = {"asked": "invited", "answered": "rated"}  # nobody is reached where customers are invited to rate
INVITED = ("app", "government")


def methods(view: View) -> dict[str, str]:
    """The methods that can be chosen: their names by their code in the URL."""
    names = {code: words(view.locale) for code, (_, words) in METHODS.items()}
    return {code: name[0].upper() + name[1:] for code, name in names.items()}


def method_words(view: View, method: str) -> str:
    """A method's name within a title."""
    return METHODS[method][1](view.locale)


def chosen_method(view: View) -> str:
    """The method that the URL names; the call-back where it names none that there is."""
    given = view.parameter(PARAMETER, CALL_BACK)
    return given if given in METHODS else CALL_BACK


def stages(method: str) -> Mapping[str, str]:
    """The ways a method's question goes, as counts: what each is called in the keys of words."""
    return UNCALLED if method in INVITED else CALLED


def answering(method: str) -> str:
    """The share that says how many of those asked a method gets to: reached by calls, answering where none calls."""
    return "answer_rate" if method in INVITED else "reached_rate"


def asked_by(method: str, key: str) -> str:
    """The key of a metric of answers, given by a method."""
    return key + METHODS[method][0]
