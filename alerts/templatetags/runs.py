"""Template filter for the list of runs."""

from django import template

from alerts.models import RunState

register = template.Library()


@register.filter
def any_running(runs) -> bool:
    """Return whether one of these runs is still running."""
    return any(run.state == RunState.RUNNING for run in runs)
