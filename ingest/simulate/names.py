"""Numbers and pseudonyms: what cases, sites and projects are called, the same in every file and delivery."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.simulate.drawing import Ints
from ingest.simulate.projects import NO_PROJECT

Texts = NDArray[np.object_]

LETTERS = np.array(list("0123456789ABCDEFGHJKMNPQRSTVWXYZ"), dtype="U1")
CODE_BITS = 40  # of a pseudonym; any number of a case fits
CODE_LETTERS = 8
_MIX = (0x9E3779B97F, 0xC2B2AE3D27)  # odd, so that multiplying shuffles the numbers and merges none


def case_numbers(number: Ints, again: NDArray[np.bool_]) -> Texts:
    """The numbers of cases as clerks write them; a second application bears the first one's with a suffix."""
    first = np.char.add("SIM", np.char.mod("%09d", number)).astype(object)
    first[again] += "-2"
    return first


def site_codes(number: Ints) -> Texts:
    """The pseudonym of the site of each case: different numbers have different ones."""
    return _codes("S", number)


def project_codes(project: Ints) -> Texts:
    """The pseudonym of each project; None where there is none."""
    codes = np.full(len(project), None, dtype=object)
    rows = project != NO_PROJECT
    codes[rows] = _codes("P", project[rows])
    return codes


def _codes(kind: str, number: Ints) -> Texts:
    """The numbers shuffled within CODE_BITS, each step of which can be undone, and written in letters."""
    most = np.uint64(2**CODE_BITS - 1)
    mixed = number.astype(np.uint64)
    for factor in _MIX:
        mixed = (mixed * np.uint64(factor)) & most
        mixed ^= mixed >> np.uint64(CODE_BITS // 2)
    shifts = np.arange(CODE_LETTERS, dtype=np.uint64) * np.uint64(CODE_BITS // CODE_LETTERS)
    letters: Any = LETTERS[((mixed[:, None] >> shifts) & np.uint64(31)).astype(np.int64)]
    words = np.ascontiguousarray(letters).view(f"U{CODE_LETTERS}").ravel()
    codes: Texts = np.char.add(kind, words).astype(object)
    return codes
