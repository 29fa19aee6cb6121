from importlib import import_module

from django.apps import AppConfig


class PovwatchConfig(AppConfig):
    name = "povwatch"

    def ready(self):
        import_module("povwatch.deploy")  # registers its check
