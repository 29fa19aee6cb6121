"""What the employment account hears from the apps below it."""

from django.dispatch import receiver

from alerts.signals import households_judged

from .people.entries import refresh_account_entries


@receiver(households_judged)
def bring_account_up_to_date(sender, p, households, **more):
    """Look again where the people of judged households stand: each night, after imports and after visits."""
    refresh_account_entries(p, **households)
