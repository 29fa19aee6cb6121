from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    name = "alerts"
    verbose_name = _("Risk flags and alerts")

    def ready(self):
        """Load the rules, listeners and panels that this app declares."""
        autodiscover_modules(
            "engine.gaps", "rules", "visit_reasons", "alert.visit_answers", "phone_parts", "phone_calls", "listeners"
        )
