"""Sign-ins by any door, failed ones and locked names as lines of the log."""

from axes.signals import user_locked_out
from django.contrib.auth import user_logged_in, user_login_failed
from django.dispatch import receiver

from accounts.models import AccessOutcome, User

from .log import caller_address, record_access


@receiver(user_logged_in)
def record_sign_in(sender, request, user, **_more):
    """Record who came in, whichever page let them in. A session that no caller asked for is no sign-in."""
    if caller_address.get() is not None:
        record_access(user, "signed_in")


@receiver(user_login_failed)
def record_failed_sign_in(sender, credentials, **_more):
    record_failure("sign_in_failed", credentials.get("username"), AccessOutcome.FAILED)


@receiver(user_locked_out)
def record_lockout(sender, username=None, **_more):
    record_failure("sign_in_locked", username, AccessOutcome.LOCKED)


def record_failure(action, username, outcome) -> None:
    """Record at whose account somebody failed. A name that is nobody's is not kept: people type passwords there."""
    user = User.objects.filter(username=username).first() if username else None
    grant = user and (user.grants.order_by("-valid_from").select_related("area").first())
    record_access(None, action, user, area=grant.area if grant else None, outcome=outcome)
