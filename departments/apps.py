from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DepartmentsConfig(AppConfig):
    name = "departments"
    verbose_name = _("Departments")

    def ready(self):
        """Import the feeds and messages: facts and pages read their catalogues."""
        autodiscover_modules("messages", "feeds", "batches.listeners", "answers.listeners")
