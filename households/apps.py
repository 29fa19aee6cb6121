from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = _("Households")

    def ready(self):
        """Facts, and the panels, filters and columns of the household pages, come from this app and those above."""
        autodiscover_modules("facts", "portrait", "filters")
