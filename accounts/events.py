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
    "run_started": _("started a recomputation"),
    "reference_added": _("added reference data"),
    "reference_changed": _("changed reference data"),
    "unlocked": _("unlocked a sign-in"),
    "demo_password_set": _("set a demo password"),
    "granted": _("granted a role"),
}
