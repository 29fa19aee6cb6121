from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PolicyConfig(AppConfig):
    name = "policy"
    verbose_name = _("Parameters")

    def ready(self):
        """Say how much reading is unusual, because the access log knows no parameters."""
        from .reading import fill_reading_limits

        fill_reading_limits()
