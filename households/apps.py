from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = _("Households")

    def ready(self):
        """Import what this app and those above declare: facts, panels, filters, kinds of changes, import sheets."""
        from .registry.looks import fill_household_finder

        fill_household_finder()
        autodiscover_modules(
            "facts",
            "registry.portrait",
            "registry.filters",
            "changes.people",
            "changes.homes",
            "changes.portrait",
            "moves.kinds",
            "moves.homes",
            "unknown.listeners",
            "twice.kinds",
            "areas_follow",
            "household_rows",
            "portrait",
            "filters",
            "imports.sheets",
            "imports",
            "ending.log",
            "requests.views",
            "endings",
        )
