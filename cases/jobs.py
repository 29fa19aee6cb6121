"""Background work about cases: the wages of posts each night, and what follows a closed alert."""

from django.utils.translation import gettext_lazy as _

from alerts.models import Alert
from cases.case.from_alerts import follow_alert_outcome
from core.jobs.kinds import job_kind
from core.outbox.kinds import outbox_kind
from households.income.posts import state_post_wages


@job_kind("pay_posts", label=_("Write the wages of posts as income"))
def pay_posts(job) -> int:
    """State the monthly wages of public-welfare posts and workshop places as income, and return how many amounts were
    written. Running it twice changes nothing."""
    return state_post_wages()


@outbox_kind("follow_alert", label=_("Follow an answered alert: candidate or rollback"), at_once=True)
def follow_alerts(_county, rows):
    for alert in Alert.objects.filter(pk__in=[row.key for row in rows]).select_related("household"):
        follow_alert_outcome(alert)
