from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = _("Households")

    def ready(self):
        """Read the panels, filters and columns that this and the apps above add to the pages of households."""
        autodiscover_modules("portrait", "filters")
