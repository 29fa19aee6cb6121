from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        """Import the background jobs and stored files that each app declares, and let forms ask for what is missing."""
        autodiscover_modules("jobs", "jobs.own", "stored", "proofs")
        for name in ("core.schema", "core.database_roles", "core.crypto.fingerprint", "core.outbox.unneeded_files"):
            import_module(name)  # registers its check, or its kind
        import_module("core.forms").ask_for_what_is_missing()
