from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SECTION_MODULES = [  # modules that declare parts of a case's page
    "procedure.sections",
    "case.history_sections",
    "papers.sections",
    "assistance.sections",
]


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Cases")

    def ready(self):
        """Load the modules that declare parts of a case's page, listeners, rules and filters."""
        for module in SECTION_MODULES:
            import_module(f"cases.{module}")
