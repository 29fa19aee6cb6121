"""Who may do what: the permissions, the functions that check them, and the guard that every URL names.

Outside one's territory a page is 404 (querysets start from `visible_to`); inside it, without the permission, it is 403
with the reason."""

from enum import StrEnum
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .again import must_be_recent
from .reach import county_paths, within_reach


class Permission(StrEnum):
    HOUSEHOLD_VIEW = "household.view"
    HOUSEHOLD_SECRET = "household.secret"  # see ID numbers and phones unmasked  # nosec B105
    HOUSEHOLD_LOOKS = "household.looks"  # who looked at a family
    REGISTRY_PROPOSE = "registry.propose"
    REGISTRY_CONFIRM = "registry.confirm"
    VISIT_LOG = "visit.log"
    VISIT_REVIEW = "visit.review"
    ALERT_ENTER = "alert.enter"
    ALERT_DISPATCH = "alert.dispatch"
    ALERT_WORK = "alert.work"
    ALERT_CLOSE = "alert.close"
    ALERT_REOPEN = "alert.reopen"
    CASE_PROPOSE = "case.propose"
    CASE_REVIEW = "case.review"
    CASE_COMPARE = "case.compare"
    CASE_TAKEOVER = "case.takeover"
    CASE_ENDORSE = "case.endorse"
    CASE_APPROVE = "case.approve"
    CASE_ASSIST = "case.assist"
    RETURN_EXAMINE = "return.examine"
    WORK_KEEP = "work.keep"
    INDICATOR_VIEW = "indicator.view"
    DUTY_VIEW = "duty.view"
    PLACE_URGE = "place.urge"
    FEED_VIEW = "feed.view"
    FEED_SEND = "feed.send"
    FEED_TOKEN = "feed.token"  # nosec B105
    INQUIRY_ANSWER = "inquiry.answer"
    REPORT_KEEP = "report.keep"
    REPORT_SUBMIT = "report.submit"
    REPORT_EXPORT = "report.export"
    EXPORT_CONFIRM = "export.confirm"
    RULE_VIEW = "rule.view"
    RUN_VIEW = "run.view"
    RUN_START = "run.start"
    PARAMETER_VIEW = "parameter.view"
    PARAMETER_ENACT = "parameter.enact"
    WHAT_IF = "what_if"
    IMPORT_REGISTRY = "registry.import"
    AREA_CHANGE = "area.change"
    DATA_VIEW = "data.view"  # what ends, and what people asked about their data
    DATA_KEEP = "data.keep"
    DATA_DECIDE = "data.decide"
    AUDIT_VIEW = "audit.view"
    PEOPLE_VIEW = "people.view"
    PEOPLE_KEEP = "people.keep"
    GRANT_CONFIRM = "grant.confirm"
    GRANT_END = "grant.end"
    SIGN_IN_HELP = "sign_in.help"
    BACKGROUND_WORK = "background.work"

    @property
    def label(self):
        """Return what the permission means, in a clerk's words."""
        return PERMISSION_LABELS[self]


PERMISSION_LABELS = {
    Permission.HOUSEHOLD_VIEW: gettext_lazy("See households"),
    Permission.HOUSEHOLD_SECRET: gettext_lazy("See ID numbers and phones in full; each time is logged"),
    Permission.HOUSEHOLD_LOOKS: gettext_lazy("See who looked at a family"),
    Permission.REGISTRY_PROPOSE: gettext_lazy("Propose corrections of the registry"),
    Permission.REGISTRY_CONFIRM: gettext_lazy("Correct the registry, and confirm or refuse what others propose"),
    Permission.VISIT_LOG: gettext_lazy("Log home visits"),
    Permission.VISIT_REVIEW: gettext_lazy("Accept visits, send them back, and settle what is doubtful"),
    Permission.ALERT_ENTER: gettext_lazy("Report a risk: enter an alert by hand"),
    Permission.ALERT_DISPATCH: gettext_lazy("Send alerts to villages"),
    Permission.ALERT_WORK: gettext_lazy("Accept, verify and answer alerts"),
    Permission.ALERT_CLOSE: gettext_lazy("Close answered alerts, or return them"),
    Permission.ALERT_REOPEN: gettext_lazy("Reopen closed alerts"),
    Permission.CASE_PROPOSE: gettext_lazy("Propose households for monitoring or clearing, and verify them"),
    Permission.CASE_REVIEW: gettext_lazy("Record village reviews, and post public notices"),
    Permission.CASE_COMPARE: gettext_lazy("Record what departments found about a family"),
    Permission.CASE_TAKEOVER: gettext_lazy("Look at the decided cases of registry files"),
    Permission.CASE_ENDORSE: gettext_lazy("Review cases for the township"),
    Permission.CASE_APPROVE: gettext_lazy("Decide cases for the county"),
    Permission.CASE_ASSIST: gettext_lazy("Keep helpers, plans and measures"),
    Permission.RETURN_EXAMINE: gettext_lazy("Examine whether lifted households returned to poverty"),
    Permission.WORK_KEEP: gettext_lazy("Keep the employment account, offers and enterprises"),
    Permission.INDICATOR_VIEW: gettext_lazy("See figures of places"),
    Permission.DUTY_VIEW: gettext_lazy("See which visits and which assistance are late"),
    Permission.PLACE_URGE: gettext_lazy("Urge townships and villages to act"),
    Permission.FEED_VIEW: gettext_lazy("See what departments sent, and how it was answered"),
    Permission.FEED_SEND: gettext_lazy("Send the data of a department, and answer for it"),
    Permission.FEED_TOKEN: gettext_lazy("Let the systems of departments send data, and end it"),
    Permission.INQUIRY_ANSWER: gettext_lazy("Answer what the county asks the own department about families"),
    Permission.REPORT_KEEP: gettext_lazy("Prepare, check and freeze the monthly report"),
    Permission.REPORT_SUBMIT: gettext_lazy("Submit the monthly report"),
    Permission.REPORT_EXPORT: gettext_lazy("Export figures and lists; each time is logged"),
    Permission.EXPORT_CONFIRM: gettext_lazy("Allow files with many ID numbers in full that others ask for"),
    Permission.RULE_VIEW: gettext_lazy("Read the rules"),
    Permission.RUN_VIEW: gettext_lazy("See the nightly runs"),
    Permission.RUN_START: gettext_lazy("Start a recomputation by hand"),
    Permission.PARAMETER_VIEW: gettext_lazy("See parameters"),
    Permission.PARAMETER_ENACT: gettext_lazy("Enact parameters"),
    Permission.WHAT_IF: gettext_lazy("Try other parameters"),
    Permission.IMPORT_REGISTRY: gettext_lazy("Import the registry"),
    Permission.AREA_CHANGE: gettext_lazy("Change names and codes of villages, merge them, and say what places are"),
    Permission.DATA_VIEW: gettext_lazy("See which data ends when, and what people asked about their own"),
    Permission.DATA_KEEP: gettext_lazy("Hold data in a dispute, and work on what people ask about their own"),
    Permission.DATA_DECIDE: gettext_lazy("Decide what people are answered who ask about their own data"),
    Permission.AUDIT_VIEW: gettext_lazy("Read the log of who opened what"),
    Permission.PEOPLE_VIEW: gettext_lazy("See who works in the county, with which role and where"),
    Permission.PEOPLE_KEEP: gettext_lazy("Enter people and propose grants"),
    Permission.GRANT_CONFIRM: gettext_lazy("Confirm or refuse grants that others propose"),
    Permission.GRANT_END: gettext_lazy("End grants at once, and let people leave"),
    Permission.SIGN_IN_HELP: gettext_lazy("Help people to a password: two must vouch for the person"),
    Permission.BACKGROUND_WORK: gettext_lazy("See what workers do in the background, and have it tried again"),
}

# Decisions of weight: whoever takes one has given the second factor a short while ago. A story in
# accounts/tests/test_asked_again.py makes every new permission choose.
ASKED_AGAIN = {
    Permission.CASE_ENDORSE, Permission.CASE_APPROVE, Permission.PARAMETER_ENACT, Permission.REPORT_SUBMIT,
    Permission.FEED_TOKEN, Permission.IMPORT_REGISTRY, Permission.AREA_CHANGE, Permission.PEOPLE_KEEP,
    Permission.GRANT_CONFIRM, Permission.GRANT_END, Permission.SIGN_IN_HELP, Permission.EXPORT_CONFIRM,
    Permission.DATA_DECIDE,
}  # fmt: skip


# Pages of these show no household.
NO_HOUSEHOLDS = {
    Permission.RULE_VIEW,
    Permission.RUN_VIEW,
    Permission.PARAMETER_VIEW,
    Permission.PEOPLE_VIEW,
    Permission.PEOPLE_KEEP,
    Permission.GRANT_CONFIRM,
    Permission.GRANT_END,
    Permission.SIGN_IN_HELP,
    Permission.BACKGROUND_WORK,
    None,
}


class NotAllowed:
    """A "no" with its reason; it is false."""

    def __init__(self, reason):
        self.reason = reason

    def __bool__(self):
        return False


class Allowed:
    """A "yes"; it is true."""

    reason = ""

    def __bool__(self):
        return True


def may(user, permission, area=None):
    """Whether `user` holds `permission` (in `area`, when one is given), with the reason when not."""
    if not user.is_authenticated:
        return NotAllowed(_("Please sign in first."))
    areas = user.areas_where(permission)
    if not areas:
        return NotAllowed(_("Your role does not include this. Your administrator can grant a role that does."))
    if area is not None and not any(area.path.startswith(held.path) for held in areas):
        return NotAllowed(_("This lies outside the territory you were granted."))
    return Allowed()


def must(user, permission, area=None):
    """Raise PermissionDenied with the reason unless `user` holds `permission`, and AskAgain when a decision needs the
    second factor once more."""
    answer = may(user, permission, area)
    if not answer:
        raise PermissionDenied(answer.reason)
    if permission in ASKED_AGAIN:
        must_be_recent()


def must_any(user, permissions, area=None):
    """Raise PermissionDenied unless `user` holds one of these permissions."""
    answers = [may(user, permission, area) for permission in permissions]
    if not any(answers):
        raise PermissionDenied(answers[0].reason)


def page_paths(user, permission=None, across="") -> list[str]:
    """Return the paths of the areas whose rows the database shows on a page: where the person sees households, and
    where the person holds the permission of the page, if it is about households. `across` the whole county."""
    held = {Permission.HOUSEHOLD_VIEW, permission} - NO_HOUSEHOLDS
    areas = [area for one in sorted(held) for area in user.areas_where(one)]
    return county_paths(areas) if across else [area.path for area in areas]


def guard(permission, *, across=""):
    """Let only those enter the page who hold `permission` somewhere; what they see there is `visible_to` them, and the
    database shows no other rows. A page that must look `across` villages says why."""

    def decorate(view):
        reached = within_reach(lambda user: page_paths(user, permission, across))(view)

        @wraps(view)
        def guarded(request, *args, **kwargs):
            answer = may(request.user, permission)
            if not answer:
                raise PermissionDenied(answer.reason)
            return reached(request, *args, **kwargs)

        guarded.guard, guarded.across = permission, across
        return guarded

    return decorate


def signed_in_only(view):
    """Let everybody who is signed in enter: the page shows only what concerns themselves."""
    reached = within_reach(page_paths)(view)
    reached.guard = "signed in"
    return reached


def public_view(reason):
    """Let everybody enter, for the reason given."""

    def decorate(view):
        view.guard = f"public: {reason}"
        return login_not_required(view)

    return decorate


def plain_file(view):
    """Let a file be taken that holds no data, such as an empty form: nobody is asked for the second factor again."""
    view.holds_no_data = True
    return view
