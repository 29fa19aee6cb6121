from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts and areas")

    def ready(self):
        """Who may take a list along as a file is decided here, not in the listing itself."""
        from .audit.list_files import fill_export_hooks

        fill_export_hooks()
