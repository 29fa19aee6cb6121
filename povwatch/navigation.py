"""The menu: one table of what a county does here. A person sees the entries that exist and their roles include."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.permissions import Permission, signed_in
from alerts.models import Notice
from core.dates import today
from policy.models import Parameter


@dataclass(frozen=True)
class Entry:
    """A line of the menu. `icon` is a symbol of static/icons.svg; without a permission everybody signed in sees it;
    where two lead there, either will do."""

    label: str
    url_name: str
    icon: str
    permission: Permission | None = None
    part: str = ""  # of the page, such as "#outbox"
    or_permission: Permission | None = None

    def is_for(self, user) -> bool:
        """Whether this person's roles include the page."""
        wanted = [one for one in (self.permission, self.or_permission) if one]
        return not wanted or any(user.holds(one) for one in wanted)


MENU = [
    (
        "",
        [
            Entry(_("Dashboard"), "reports:dashboard", "dashboard", Permission.INDICATOR_VIEW),
            Entry(_("Monthly report"), "reports:months", "book", Permission.INDICATOR_VIEW),
            Entry(_("Today"), "visits:today", "calendar", Permission.VISIT_RECORD),
            Entry(_("Households"), "households:list", "house", Permission.HOUSEHOLD_VIEW),
            Entry(_("Alerts"), "alerts:queue", "bell", Permission.HOUSEHOLD_VIEW),
            Entry(_("Enter an alert"), "alerts:find", "call", Permission.ALERT_ENTER),
            Entry(_("Facts unknown"), "alerts:unknown", "question", Permission.HOUSEHOLD_VIEW),
        ],
    ),
    (
        _("Visits"),
        [
            Entry(_("Visits"), "visits:list", "book", Permission.HOUSEHOLD_VIEW),
            Entry(_("To settle"), "visits:unsettled", "check", Permission.VISIT_REVIEW),
            Entry(_("Late and doubtful"), "visits:duties", "question", Permission.VISIT_REVIEW),
        ],
    ),
    (
        pgettext_lazy("menu", "Monitoring"),
        [
            Entry(_("Cases"), "cases:list", "people", Permission.HOUSEHOLD_VIEW),
            Entry(
                _("To decide"),
                "cases:inbox",
                "check",
                Permission.CASE_ENDORSE,
                or_permission=Permission.CASE_APPROVE,
            ),
            Entry(
                pgettext_lazy("assistance", "Late and missing"),
                "cases:duties",
                "question",
                Permission.VISIT_REVIEW,
                or_permission=Permission.CASE_APPROVE,
            ),
        ],
    ),
    (
        _("Rules"),
        [
            Entry(_("Rule catalogue"), "alerts:rules", "book", Permission.RULE_VIEW),
            Entry(_("Parameters"), "policy:parameters", "ruler", Permission.PARAMETER_VIEW),
            Entry(_("What if"), "alerts:what-if", "scales", Permission.WHAT_IF),
        ],
    ),
    (
        _("Data"),
        [
            Entry(_("Nightly runs"), "alerts:runs", "moon", Permission.RUN_VIEW),
            Entry(_("Registry import"), "households:imports", "upload", Permission.IMPORT_REGISTRY),
            Entry(_("My exports"), "reports:exports", "download", Permission.REPORT_EXPORT),
        ],
    ),
    (
        _("Administration"),
        [
            Entry(_("Who may do what"), "accounts:roles", "people", Permission.RULE_VIEW),
            Entry(_("Access log"), "accounts:log", "lock", Permission.AUDIT_VIEW),
            Entry(_("Reference data"), "admin:index", "gear", Permission.REFERENCE_EDIT),
        ],
    ),
]

HOUSEHOLDS = Entry(_("Households"), "households:list", "house", Permission.HOUSEHOLD_VIEW)
ME = Entry(_("Me"), "accounts:me", "person")
BOTTOM_BAR = [  # on a phone: what one reaches with the thumb
    Entry(_("Dashboard"), "reports:dashboard", "dashboard", Permission.INDICATOR_VIEW),
    Entry(_("Alerts"), "alerts:queue", "bell", Permission.HOUSEHOLD_VIEW),
    HOUSEHOLDS,
    ME,
]
FIELD_BAR = [  # the same for those whose work is visiting
    Entry(_("Today"), "visits:today", "calendar", Permission.VISIT_RECORD),
    HOUSEHOLDS,
    Entry(_("To send"), "visits:phone", "send", Permission.VISIT_RECORD, "#outbox"),
    ME,
]


def context(request):
    """Context processor: the menu and the banners of this person, worked out only where a template shows them."""
    return {
        "sample_site": settings.SAMPLE_SITE,
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "bell": SimpleLazyObject(lambda: bell(request)),
    }


def bell(request) -> dict:
    """`unread`: how many notices this person has not read; None for those whom alerts do not concern."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.holds(Permission.HOUSEHOLD_VIEW):
        return {"unread": None}
    return {"unread": Notice.objects.visible_to(user).unread().count()}


@signed_in
def home(request):
    """Today for those whose work is visiting; for others the first page of their menu."""
    if visits_homes(request.user):
        return redirect("visits:today")
    mine = links([entry for _label, entries in MENU for entry in entries], request)
    return redirect(mine[0]["url"] if mine else "accounts:me")


def visits_homes(user) -> bool:
    """Whether this person logs visits and does not judge those of others: a caseworker or a village clerk."""
    return user.holds(Permission.VISIT_RECORD) and not user.holds(Permission.VISIT_REVIEW)


def navigation(request) -> dict:
    """`menu` (sections with their entries), `bottom` (entries of the bottom bar) and `lineless` (counties whose
    monitoring line nobody has enacted yet)."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": [], "bottom": [], "lineless": []}
    sections = [(label, links(entries, request)) for label, entries in MENU]
    return {
        "menu": [section for section in sections if section[1]],
        "bottom": links(FIELD_BAR if visits_homes(user) else BOTTOM_BAR, request),
        "lineless": counties_without_line(user),
    }


def links(entries, request) -> list[dict]:
    """The entries this person may open, each with its address; the one that leads to this page is `current`."""
    mine = [entry for entry in entries if entry.is_for(request.user)]
    found = [{"label": entry.label, "icon": entry.icon, "url": address(entry)} for entry in mine]
    here = current(request.path)
    return [{**link, "current": link["url"] == here} for link in found if link["url"]]


def address(entry) -> str:
    """The address of an entry's page, or nothing while no such page exists."""
    try:
        return reverse(entry.url_name) + entry.part
    except NoReverseMatch:
        return ""


def current(path) -> str:
    """The address in the menu that `path` lies under: the longest, because imports lie below households."""
    entries = [entry for _label, section in MENU for entry in section] + BOTTOM_BAR + FIELD_BAR
    urls = filter(None, {address(entry) for entry in entries})
    return max((url for url in urls if path.startswith(url)), key=len, default="")


def counties_without_line(user):
    """The counties of this person's grants in which no monitoring line is in force today: rules about income are
    silent there, and every page says so."""
    line = Parameter.objects.filter(area=OuterRef("pk"), key="line", valid_from__lte=today())
    codes = {grant.area.county_code for grant in user.grants_today}
    return list(Area.objects.counties().filter(~Exists(line), code__in=codes)) if codes else []
