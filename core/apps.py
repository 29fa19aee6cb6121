from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        """The apps declare what is done in the background."""
        autodiscover_modules("jobs", "jobs.own")
        import_module("core.schema")  # its check
