"""Rates made comparable between groups that are mixed differently."""

from collections.abc import Mapping, Sequence


def direct(rates: Sequence[float | None], weights: Sequence[float]) -> float | None:
    """The directly standardised rate: the rates of the strata, weighed by one standard mix instead of their own.

    rates: one a stratum, null where unknown; weights: the standard's size of each stratum (any scale). Strata without a
    known rate are left out of the sum and of the weights; None where nothing is left to weigh.
    Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, 3rd edition, chapter 19.
    """
    known = [
        (rate, weight)
        for rate, weight in zip(rates, weights, strict=True)
        if rate is not None and rate == rate and weight > 0  # noqa: PLR0124 - NaN is the only number unlike itself
    ]
    total = sum(weight for _, weight in known)
    return sum(rate * weight for rate, weight in known) / total if total else None


def expected(strata: Sequence[str], rates: Mapping[str, float], n: Sequence[float]) -> float | None:
    """What a group would have, were each of its strata as it is in all groups together (indirect standardisation).

    strata: those of the group, n: its rows in each; rates: of all groups together, by stratum. The group's own figure
    less this is what its mix does not explain. Unlike the direct kind it needs no rate of its own in strata where the
    group has next to no rows. Strata without a known rate are left out; None where nothing is left.
    Fleiss, Levin & Paik (2003), chapter 19.
    """
    known = [(rates[name], size) for name, size in zip(strata, n, strict=True) if name in rates and size > 0]
    total = sum(size for _, size in known)
    return sum(rate * size for rate, size in known) / total if total else None
