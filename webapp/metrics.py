"""What Prometheus is told: how long requests took, and how large the archive is."""

import ipaddress
from time import perf_counter

from flask import Flask, Response, abort, g, request

from .service import Service


def add_to(app: Flask, service: Service) -> None:
    """Answer at /metrics: to who has a token where there are tokens, else to this machine alone."""
    import prometheus_client as prometheus  # noqa: PLC0415  # an extra

    registry = prometheus.CollectorRegistry()
    prometheus.ProcessCollector(registry=registry)
    articles = prometheus.Gauge("izde_articles", "Articles in the archive", registry=registry)
    articles.set_function(lambda: len(app.extensions["index"]))
    seconds = prometheus.Histogram(
        "izde_request_seconds", "Time of requests", ["endpoint", "status"], registry=registry
    )

    def note(response: Response) -> Response:
        seconds.labels(request.endpoint or "none", response.status_code).observe(perf_counter() - g.begun)
        return response

    def show() -> Response:
        if not service.tokens and not ipaddress.ip_address(request.remote_addr or "0.0.0.0").is_loopback:  # noqa: S104
            abort(404)
        return Response(prometheus.generate_latest(registry), content_type=prometheus.CONTENT_TYPE_LATEST)

    app.add_url_rule("/metrics", "metrics", show)
    app.after_request(note)
