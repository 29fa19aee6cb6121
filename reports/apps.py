from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self):
        """Give what a place is urged to act on its words: they are those of the dashboard."""
        from .dashboard.acting import declare_urged_words

        declare_urged_words()
