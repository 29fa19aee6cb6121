from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules


class PovwatchConfig(AppConfig):
    name = "povwatch"

    def ready(self):
        import_module("povwatch.deploy")  # registers its check
        autodiscover_modules("gauges")
        if settings.SENTRY_DSN:
            import_module("povwatch.error_reports").begin()
