from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = _("Households")

    def ready(self):
        """Facts, the panels, filters and columns of the household pages, and the sheets of the registry import come
        from this app and those above."""
        autodiscover_modules(
            "facts", "registry.portrait", "registry.filters", "portrait", "filters", "imports.sheets", "imports"
        )
