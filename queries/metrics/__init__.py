"""The registry: every metric of the product, defined once."""

from collections.abc import Mapping

from queries.errors import QuestionError
from queries.metrics.channels import CHANNELS
from queries.metrics.effort import EFFORT
from queries.metrics.flagged import FLAGGED
from queries.metrics.kinds import Derived, Flow, Metric, Stock
from queries.metrics.lateness import LATENESS
from queries.metrics.reconciliation import RECONCILIATION
from queries.metrics.risk import RISK
from queries.metrics.satisfaction import SATISFACTION
from queries.metrics.services import SERVICES
from queries.metrics.survival import SURVIVAL
from queries.metrics.telling import TELLING
from queries.metrics.time import TIME
from queries.metrics.volume import VOLUME

# What metrics are about, in the order in which they are listed; the names of topics are words of the screen.
TOPICS: Mapping[str, tuple[Metric, ...]] = {
    "volume": VOLUME,
    "time": TIME,
    "lateness": (*LATENESS, *SURVIVAL),
    "risk": RISK,
    "satisfaction": SATISFACTION,
    "effort": EFFORT,
    "channels": CHANNELS,
    "telling": TELLING,
    "services": SERVICES,
    "reconciliation": RECONCILIATION,
    "flagged": FLAGGED,
}
METRICS: Mapping[str, Metric] = {metric.key: metric for metrics in TOPICS.values() for metric in metrics}


def metric(key: str) -> Metric:
    """The metric of a key. Raises QuestionError where there is none."""
    if key not in METRICS:
        raise QuestionError(f"没有指标“{key}”。", f"There is no metric {key!r}; list them with the command `metrics`.")
    return METRICS[key]


__all__ = ["METRICS", "TOPICS", "Derived", "Flow", "Metric", "Stock", "metric"]
