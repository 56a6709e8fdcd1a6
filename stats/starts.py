"""When a reform reached each unit, found from the cases themselves where no one delivers it."""

import numpy as np

from stats.effect import NEVER, Flags, Floats, Ints


def first_months(cases: Floats, streamlined: Floats, share: float) -> Ints:
    """The month (by its position) in which each unit starts, NEVER where it does not; units x months.

    The first month from which the streamlined cases among all are at least that share: in that month, in it and the two
    after it together, and in every twelve months from it on, so that a stray case at either side does not date it.
    """
    none = np.zeros((len(cases), 1))
    sums = [np.concatenate([none, np.cumsum(known, axis=1)], axis=1) for known in (streamlined, cases)]
    months = np.arange(cases.shape[1])

    def reached(ahead: int) -> Flags:
        ends = np.minimum(months + ahead, len(months))
        part, whole = (sums_of[:, ends] - sums_of[:, months] for sums_of in sums)
        return np.asarray(part >= share * whole)

    whole_years = months <= max(len(months) - 12, 0)  # the last months have no twelve of their own
    held = np.logical_and.accumulate((reached(12) | ~whole_years)[:, ::-1], axis=1)[:, ::-1]
    begun = held & reached(3) & reached(1) & (cases > 0)
    return np.where(begun.any(axis=1), begun.argmax(axis=1), NEVER)
