from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts and areas")

    def ready(self):
        """Decide who may export a list and what is kept of it, because the listing itself does not know people; load
        what each app declares that waits for people."""
        from .audit.list_files import fill_export_hooks
        from .lists.actions import fill_kept_hooks

        fill_export_hooks()
        fill_kept_hooks()
        for name in (
            "accounts.people.waiting",
            "accounts.urging.waiting",
            "accounts.people.merged",
            "accounts.waiting.log_notices",
        ):  # "waiting" itself is the catalogue
            import_module(name)
        autodiscover_modules("waiting")
