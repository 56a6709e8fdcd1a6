"""Which time the reader has chosen to look at closely: a clock of the case, or one step."""

from dataclasses import dataclass, replace

from callbacks.view import View
from locales import text
from queries.selection import Selection

PARAMETER = "of"
WHOLE = "whole"
CLOCKS = {WHOLE: "whole_time", "utility": "utility_time", "span": "steps_span", "submit": "submit_time"}
STEP = "step."


@dataclass(frozen=True)
class Clock:
    """A duration metric (its mean's key), the selection that it is asked about, and its name."""

    code: str
    key: str
    selection: Selection
    name: str

    @property
    def statistics(self) -> tuple[str, str, str]:
        """The keys of mean, median and P90."""
        return self.key, f"{self.key}.median", f"{self.key}.p90"


def clocks(view: View) -> dict[str, Clock]:
    """Every clock and step that can be chosen, by its code in the URL."""
    found = {}
    for code, key in CLOCKS.items():
        found[code] = Clock(code, key, view.selection, text(view.locale, f"clock.{code}"))
    for step, entry in view.catalogue.codes["step"].items():
        code = STEP + step
        found[code] = Clock(code, "step_time", replace(view.selection, steps=(step,)), entry.label(view.locale))
    return found


def names(view: View) -> dict[str, str]:
    """What every clock and step is called, by its code in the URL."""
    return {code: clock.name for code, clock in clocks(view).items()}


def chosen_code(view: View) -> str:
    """The code of the clock that is shown."""
    return chosen(view).code


def chosen(view: View) -> Clock:
    """The clock that the URL names; the whole time where it names none that there is."""
    every = clocks(view)
    return every.get(view.parameter(PARAMETER, WHOLE), every[WHOLE])
