"""Time to power on where some cases are still open: Kaplan-Meier on counts by whole hour."""

import numpy as np
import pandas as pd


def kaplan_meier(hours: pd.Series, finished: pd.Series, n: pd.Series) -> pd.DataFrame:
    """The share of cases not finished yet after each whole hour in which one finished.

    hours: whole hours from acceptance to the end, or to now; finished: whether that end was the event, or the case was
    then still open or had left (censored: known only to have lasted that long); n: how many cases. Columns of the
    answer: hour, at_risk, events, share (still going after that hour). A case censored in an hour is at risk in it.
    Kaplan & Meier (1958), Nonparametric estimation from incomplete observations, JASA 53, 457-481.
    """
    frame = pd.DataFrame({"hour": hours.to_numpy(), "events": np.where(finished, n, 0), "n": n.to_numpy()})
    frame = frame.groupby("hour", as_index=False).sum().sort_values("hour")
    frame["at_risk"] = frame["n"][::-1].cumsum()[::-1]
    frame["share"] = (1 - frame["events"] / frame["at_risk"]).cumprod()
    return frame.loc[frame["events"] > 0, ["hour", "at_risk", "events", "share"]].reset_index(drop=True)


def median_hours(curve: pd.DataFrame) -> float | None:
    """The first whole hour at which half of the cases or fewer are still going; None where it is not reached."""
    reached = curve.loc[curve["share"] <= 0.5 + 1e-12, "hour"]
    return None if reached.empty else float(reached.iloc[0])
