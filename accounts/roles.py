"""The roles of a county, described in plain words. Roles are code, grants are data: see accounts/models/people.py."""

from django.utils.translation import gettext_lazy as _

from .permissions import Permission as P

VIEW_PERMISSIONS = {P.HOUSEHOLD_VIEW, P.INDICATOR_VIEW, P.RULE_VIEW}
OVERSIGHT_PERMISSIONS = VIEW_PERMISSIONS | {P.DUTY_VIEW, P.RUN_VIEW, P.PARAMETER_VIEW, P.WHAT_IF}

ROLES = {}


def register_role(cls):
    ROLES[cls.code] = cls
    return cls


@register_role
class Caseworker:
    code = "caseworker"
    label = _("Caseworker")
    about = _("Visits the households of the villages granted to them, logs what they see and proposes corrections.")
    granted_on = {"village", "township"}
    permissions = VIEW_PERMISSIONS | {
        P.HOUSEHOLD_SECRET, P.REGISTRY_PROPOSE, P.VISIT_LOG, P.ALERT_ENTER, P.ALERT_WORK, P.CASE_PROPOSE,
        P.CASE_ASSIST, P.WORK_KEEP,
    }  # fmt: skip


@register_role
class VillageClerk:
    code = "village_clerk"
    label = _("Village clerk")
    about = _("Runs village reviews and public notices, and keeps the registry of one village right.")
    granted_on = {"village"}
    permissions = VIEW_PERMISSIONS | {
        P.HOUSEHOLD_SECRET, P.REGISTRY_PROPOSE, P.REGISTRY_CONFIRM, P.VISIT_LOG, P.ALERT_ENTER, P.ALERT_WORK,
        P.CASE_PROPOSE, P.CASE_REVIEW, P.CASE_ASSIST, P.WORK_KEEP,
    }  # fmt: skip


@register_role
class TownshipOfficial:
    code = "township_official"
    label = _("Township official")
    about = _("Works the township's queue: sends alerts to villages, checks what comes back, corrects the registry.")
    granted_on = {"township"}
    permissions = OVERSIGHT_PERMISSIONS | {
        P.HOUSEHOLD_SECRET, P.REGISTRY_PROPOSE, P.REGISTRY_CONFIRM, P.VISIT_LOG, P.VISIT_REVIEW, P.ALERT_ENTER,
        P.ALERT_DISPATCH, P.ALERT_WORK, P.WORK_KEEP,
        P.ALERT_CLOSE, P.CASE_PROPOSE, P.CASE_ENDORSE, P.CASE_ASSIST, P.REPORT_EXPORT, P.PLACE_URGE, P.RETURN_EXAMINE,
    }  # fmt: skip


@register_role
class TownshipLeader:
    code = "township_leader"
    label = _("Township leader")
    about = _("Decides for the township, above all on reviews and replies that are overdue.")
    granted_on = {"township"}
    permissions = OVERSIGHT_PERMISSIONS | {
        P.VISIT_REVIEW,
        P.ALERT_DISPATCH,
        P.ALERT_CLOSE,
        P.CASE_ENDORSE,
        P.REPORT_EXPORT,
        P.PLACE_URGE,
        P.RETURN_EXAMINE,
    }


@register_role
class CountyStaff:
    code = "county_staff"
    label = _("County staff")
    about = _("Imports and corrects the registry, compares data with departments, prepares the monthly report.")
    granted_on = {"county"}
    permissions = OVERSIGHT_PERMISSIONS | {
        P.HOUSEHOLD_SECRET, P.REGISTRY_PROPOSE, P.REGISTRY_CONFIRM, P.VISIT_REVIEW, P.IMPORT_REGISTRY, P.AREA_CHANGE,
        P.PARAMETER_ENACT, P.RUN_START, P.ALERT_ENTER,
        P.ALERT_DISPATCH, P.ALERT_CLOSE, P.ALERT_REOPEN, P.CASE_COMPARE, P.FEED_VIEW, P.FEED_SEND, P.FEED_TOKEN,
        P.CASE_TAKEOVER, P.REPORT_KEEP, P.REPORT_SUBMIT, P.REPORT_EXPORT, P.DATA_VIEW, P.DATA_KEEP,
        P.PLACE_URGE, P.RETURN_EXAMINE, P.WORK_KEEP,
    }  # fmt: skip


@register_role
class CountyLeader:
    code = "county_leader"
    label = _("County leader")
    about = _("Approves what the county decides, enacts parameters, and confirms every grant.")
    granted_on = {"county"}
    permissions = OVERSIGHT_PERMISSIONS | {
        P.HOUSEHOLD_LOOKS, P.PARAMETER_ENACT, P.CASE_APPROVE, P.CASE_TAKEOVER, P.EXPORT_CONFIRM,
        P.REPORT_SUBMIT, P.REPORT_EXPORT, P.FEED_VIEW, P.PLACE_URGE, P.RETURN_EXAMINE,
        P.PEOPLE_VIEW, P.GRANT_CONFIRM, P.GRANT_END, P.SIGN_IN_HELP, P.DATA_VIEW, P.DATA_DECIDE,
    }  # fmt: skip


@register_role
class DepartmentLiaison:
    code = "department_liaison"
    label = _("Department liaison")
    about = _("Sends one department's monthly data, answers inquiries, and reads how its warnings were answered.")
    granted_on = {"county"}
    permissions = {P.RULE_VIEW, P.INDICATOR_VIEW, P.FEED_VIEW, P.FEED_SEND, P.INQUIRY_ANSWER}


@register_role
class Auditor:
    code = "auditor"
    label = _("Auditor")
    about = _("Reads everything, and the log of who opened what; changes nothing.")
    granted_on = {"county"}
    permissions = OVERSIGHT_PERMISSIONS | {
        P.AUDIT_VIEW, P.CASE_TAKEOVER, P.HOUSEHOLD_LOOKS, P.FEED_VIEW, P.PEOPLE_VIEW, P.DATA_VIEW,
    }  # fmt: skip


@register_role
class SystemAdministrator:
    code = "system_administrator"
    label = _("System administrator")
    about = _("Keeps accounts and proposes grants, which a county leader confirms. Sees no household.")
    granted_on = {"county"}
    permissions = {
        P.PEOPLE_VIEW, P.PEOPLE_KEEP, P.GRANT_END, P.SIGN_IN_HELP, P.BACKGROUND_WORK, P.RULE_VIEW, P.RUN_VIEW,
        P.PARAMETER_VIEW,
    }  # fmt: skip


def role_codes_with(permission) -> list[str]:
    """Return the codes of the roles that include `permission`."""
    return [code for code, cls in ROLES.items() if permission in cls.permissions]


def role_choices():
    return [(code, cls.label) for code, cls in ROLES.items()]
