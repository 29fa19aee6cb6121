"""GET /metrics: what a Prometheus of the operator reads. Everything is a gauge read when it is asked for, from the
database that all processes share, so that any one of them gives the right numbers. Nothing of it is about a person, and
no place below a county has a name in it."""

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.http import HttpResponse, HttpResponseNotFound
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from accounts.permissions import public_view
from core.metrics import METRICS

UP = "povwatch_database_up"


@public_view("Prometheus asks it with a token of its own")
@never_cache
@require_safe
def metrics(request):
    """Answer with all gauges, where METRICS_TOKEN is set, to whoever has it."""
    if not settings.METRICS_TOKEN:
        return HttpResponseNotFound()
    if not has_token(request):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry()
    registry.register(Gauges())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def has_token(request) -> bool:
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and constant_time_compare(token.strip(), settings.METRICS_TOKEN)


class Gauges:
    """Reads every gauge that is declared."""

    def collect(self):
        """Yield each gauge with its values; when the database is away, those that need none, and that it is away."""
        is_up = True
        for metric in METRICS.values():
            try:
                yield told_gauge(metric)
            except DatabaseTrouble:
                is_up = False
        yield GaugeMetricFamily(UP, "Whether the database answers.", value=is_up)


def told_gauge(metric) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(metric.name, metric.help, labels=metric.labels)
    for labels, value in metric.read():
        gauge.add_metric([str(label) for label in labels], value)
    return gauge
