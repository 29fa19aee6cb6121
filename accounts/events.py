"""What is worth a line in the access log, in words: every action code that `record` is given stands here."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "signed_in": _("signed in"),
    "signed_out": _("signed out"),
    "password_changed": _("changed the password"),
    "searched": _("searched for a household"),
    "opened": _("opened"),
    "revealed": _("saw secrets in full"),
    "log_read": _("read the access log"),
    "parameter_enacted": _("enacted a parameter"),
    "registry_uploaded": _("uploaded a registry file"),
    "registry_check_asked": _("had a registry file checked"),
    "registry_save_asked": _("had a registry file saved"),
    "registry_saved": _("saved a registry file"),
    "registry_discarded": _("discarded a registry file"),
    "registry_errors_downloaded": _("downloaded the errors of a registry file"),
    "run_started": _("started a recomputation"),
    "reference_added": _("added reference data"),
    "reference_changed": _("changed reference data"),
    "unlocked": _("unlocked a sign-in"),
    "demo_password_set": _("set a demo password"),
    "granted": _("granted a role"),
}
