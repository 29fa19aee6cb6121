from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = _("Households")

    def ready(self):
        """Import the facts, panels, filters, columns, kinds of changes and import sheets that this app and the apps above
        declare."""
        autodiscover_modules(
            "facts",
            "registry.portrait",
            "registry.filters",
            "changes.people",
            "changes.homes",
            "changes.portrait",
            "portrait",
            "filters",
            "imports.sheets",
            "imports",
        )
