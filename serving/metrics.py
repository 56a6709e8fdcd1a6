"""Figures of one worker process for Prometheus, at /metrics; only this machine may ask for them.

Each worker counts for itself and names itself, as a process that has ended takes its figures with it: a sum over
workers is the monitoring system's to make.
"""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from callbacks.product import Product
from callbacks.view import page_at
from queries.cache import MemoryCache
from serving.asked import from_page
from serving.health import only_from_here
from serving.posts import POST
from warehouse.versions import made_at

SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)


class Figures(Collector):
    """What the parts of the product count themselves."""

    def __init__(self, product: Product) -> None:
        self._product = product

    def collect(self) -> Iterator[Metric]:
        """The figures as they stand now."""
        product, worker = self._product, [str(os.getpid())]
        statements = product.store.statements
        counted = {
            "tongdian_statements": (statements.asked, "Statements that the warehouse answered."),
            "tongdian_statement_seconds": (statements.seconds, "Seconds until their first rows."),
            "tongdian_statements_cancelled": (statements.cancelled, "Statements cancelled as they took too long."),
            "tongdian_logins_refused": (product.desk.refusals.count, "Sign-ins refused, for whatever reason."),
        }
        if isinstance(product.cache, MemoryCache):
            counted["tongdian_cache_hits"] = (product.cache.hits, "Answers and pages found in the cache.")
            counted["tongdian_cache_misses"] = (product.cache.misses, "Answers and pages not found in the cache.")
        for name, (value, words) in counted.items():
            counter = CounterMetricFamily(name, words, labels=["worker"])
            counter.add_metric(worker, value)
            yield counter
        version = product.store.current()
        if version is not None:
            age = GaugeMetricFamily(
                "tongdian_version_age_seconds", "Since the served version was made.", labels=["worker"]
            )
            age.add_metric(worker, (datetime.now(UTC) - made_at(version)).total_seconds())
            yield age


def register(server: Flask, product: Product) -> None:
    """Count every request, and register /metrics."""
    registry = CollectorRegistry()
    labels = ("worker", "kind", "page")
    requests = Counter("tongdian_requests", "Requests.", (*labels, "status"), registry=registry)
    seconds = Histogram("tongdian_request_seconds", "Seconds to an answer.", labels, registry=registry, buckets=SECONDS)
    registry.register(Figures(product))

    @server.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @server.after_request
    def end(response: Response) -> Response:
        about = (str(os.getpid()), *about_what())
        requests.labels(*about, str(response.status_code)).inc()
        seconds.labels(*about).observe(time.perf_counter() - g.began)
        return response

    @server.get("/metrics")
    def metrics() -> Response:
        only_from_here()
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def about_what() -> tuple[str, str]:
    """What kind of request this is, and of which page; few values, whatever is asked for."""
    endpoint = request.endpoint or ""
    if endpoint in ("/", "/<path:path>"):
        return "page", page_at(request.path)
    if endpoint == POST:
        return "figures", page_at(from_page().path)
    if endpoint.startswith("export"):
        return "export", ""
    if endpoint == "_dash_assets.static" or request.path.startswith("/_dash-component-suites/"):
        return "file", ""
    return "other", ""
