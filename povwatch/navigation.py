"""The menu: one table of everything a county does here. A person sees the entries that their roles include."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.permissions import Permission, signed_in_only
from accounts.waiting.counts import counts_of_request
from alerts.models import Notification
from cases.lists.inbox import DECISION_KINDS
from core.dates import today
from core.text import Label
from policy.models import Parameter


@dataclass(frozen=True)
class MenuEntry:
    """An entry of the menu. `icon` is a symbol of static/icons.svg. Without a permission everybody signed in sees it;
    of two permissions, either is enough. `waits` names the kinds of what waits that are done there: the entry counts
    them. `app` is the view of the phone app that is the same place (docs/visits.md)."""

    label: Label
    url_name: str
    icon: str
    permission: Permission | None = None
    part: str = ""  # part of the page, such as "#outbox"
    or_permission: Permission | None = None
    waits: tuple = ()
    app: str = ""

    def is_for(self, user) -> bool:
        """Return whether this person's roles include the page."""
        wanted = [one for one in (self.permission, self.or_permission) if one]
        return not wanted or any(user.holds(one) for one in wanted)


ALL_KINDS = ("",)  # every kind begins with it
VISITS_TO_SETTLE = ("visits-stranded", "visits-second", "visits-differing")
MENU = [
    (
        "",
        [
            MenuEntry(_("Dashboard"), "reports:dashboard", "dashboard", Permission.INDICATOR_VIEW),
            MenuEntry(_("What waits for me"), "accounts:waiting", "check", waits=ALL_KINDS),
            MenuEntry(_("Monthly report"), "reports:months", "book", Permission.INDICATOR_VIEW, waits=("reports-",)),
            MenuEntry(
                _("Today"), "visits:today", "calendar", Permission.VISIT_LOG, waits=("visits-overdue", "visits-again")
            ),
            MenuEntry(_("Households"), "households:list", "house", Permission.HOUSEHOLD_VIEW),
            MenuEntry(_("Alerts"), "alerts:queue", "bell", Permission.HOUSEHOLD_VIEW, waits=("alerts-",)),
            MenuEntry(_("Enter an alert"), "alerts:find", "call", Permission.ALERT_ENTER),
            MenuEntry(_("Facts unknown"), "alerts:unknown", "question", Permission.HOUSEHOLD_VIEW),
            MenuEntry(_("Ill, without a follow-up"), "departments:follow-ups", "people", Permission.HOUSEHOLD_VIEW),
        ],
    ),
    (
        _("Visits"),
        [
            MenuEntry(_("Visits"), "visits:list", "book", Permission.HOUSEHOLD_VIEW),
            MenuEntry(_("Caseworkers by village"), "visits:caseworkers", "people", Permission.HOUSEHOLD_VIEW),
            MenuEntry(_("Annual update"), "visits:annual-update", "calendar", Permission.HOUSEHOLD_VIEW),
            MenuEntry(_("To settle"), "visits:unsettled", "check", Permission.VISIT_REVIEW, waits=VISITS_TO_SETTLE),
            MenuEntry(
                _("Late and doubtful"), "visits:overdue", "question", Permission.DUTY_VIEW, waits=("visits-unreached",)
            ),
        ],
    ),
    (
        pgettext_lazy("menu", "Monitoring"),
        [
            MenuEntry(_("Cases"), "cases:list", "people", Permission.HOUSEHOLD_VIEW),
            MenuEntry(_("Measures"), "cases:measures", "check", Permission.HOUSEHOLD_VIEW),
            MenuEntry(
                _("To decide"),
                "cases:inbox",
                "check",
                Permission.CASE_ENDORSE,
                or_permission=Permission.CASE_APPROVE,
                waits=tuple(kind.waiting_code for kind in DECISION_KINDS),
            ),
            MenuEntry(
                pgettext_lazy("assistance", "Late and missing"), "cases:shortfalls", "question", Permission.DUTY_VIEW
            ),
        ],
    ),
    (
        pgettext_lazy("menu", "Work"),
        [
            MenuEntry(_("Work at a glance"), "work:picture", "dashboard", Permission.HOUSEHOLD_VIEW),
            MenuEntry(_("Employment account"), "work:account", "people", Permission.HOUSEHOLD_VIEW),
            MenuEntry(_("Monthly confirmation"), "work:confirm", "call", Permission.WORK_KEEP, waits=("work-unheard",)),
            MenuEntry(_("Offers"), "work:offers", "book", Permission.HOUSEHOLD_VIEW),
            MenuEntry(_("Enterprises"), "work:enterprises", "house", Permission.HOUSEHOLD_VIEW),
            MenuEntry(_("Payments"), "work:payments", "check", Permission.HOUSEHOLD_VIEW),
            MenuEntry(_("Trades"), "work:trades", "house", Permission.HOUSEHOLD_VIEW),
            MenuEntry(pgettext_lazy("recorded", "Sales"), "work:sales", "book", Permission.HOUSEHOLD_VIEW),
            MenuEntry(_("Projects"), "work:projects", "people", Permission.HOUSEHOLD_VIEW),
            MenuEntry(_("Cash grants"), "work:cash-grants", "check", Permission.HOUSEHOLD_VIEW, waits=("claims-",)),
            MenuEntry(_("Did it help?"), "reports:effects", "scales", Permission.HOUSEHOLD_VIEW),
            MenuEntry(pgettext_lazy("work", "Late"), "work:late", "question", Permission.DUTY_VIEW),
        ],
    ),
    (
        _("Rules"),
        [
            MenuEntry(_("Rule catalogue"), "alerts:rules", "book", Permission.RULE_VIEW),
            MenuEntry(_("Parameters"), "policy:parameters", "ruler", Permission.PARAMETER_VIEW),
            MenuEntry(_("What if"), "alerts:what-if", "scales", Permission.WHAT_IF),
        ],
    ),
    (
        _("Data"),
        [
            MenuEntry(_("Nightly runs"), "alerts:runs", "moon", Permission.RUN_VIEW),
            MenuEntry(
                _("Changes to confirm"),
                "households:changes",
                "check",
                Permission.REGISTRY_PROPOSE,
                waits=("registry-changes",),
            ),
            MenuEntry(
                _("People nobody knows yet"),
                "households:unknown",
                "question",
                Permission.REGISTRY_PROPOSE,
                waits=("people-unknown",),
            ),
            MenuEntry(
                _("Perhaps in the registry twice"),
                "households:twice",
                "people",
                Permission.REGISTRY_CONFIRM,
                waits=("people-twice", "households-twice"),
            ),
            MenuEntry(_("Department data"), "departments:feeds", "upload", Permission.FEED_VIEW, waits=("feeds-",)),
            MenuEntry(
                _("Answers to departments"), "departments:answers", "send", Permission.FEED_VIEW, waits=("department-",)
            ),
            MenuEntry(
                _("Inquiries about families"),
                "departments:inquiries",
                "question",
                Permission.INQUIRY_ANSWER,
                waits=("inquiries-",),
            ),
            MenuEntry(_("What feeds led to"), "departments:yields", "dashboard", Permission.FEED_VIEW),
            MenuEntry(_("Tokens of systems"), "departments:tokens", "lock", Permission.FEED_TOKEN),
            MenuEntry(_("Registry import"), "households:imports", "upload", Permission.IMPORT_REGISTRY),
            MenuEntry(_("Places"), "accounts:places", "info", Permission.INDICATOR_VIEW),
            MenuEntry(_("Changes of villages"), "accounts:areas", "gear", Permission.AREA_CHANGE),
            MenuEntry(_("My exports"), "reports:exports", "download", Permission.REPORT_EXPORT),
        ],
    ),
    (
        _("Administration"),
        [
            MenuEntry(_("Who may do what"), "accounts:roles", "people", Permission.RULE_VIEW),
            MenuEntry(_("Data that ends"), "households:ending", "clock", Permission.DATA_VIEW),
            MenuEntry(
                _("Requests about one's own data"),
                "households:data-requests",
                "question",
                Permission.DATA_VIEW,
                waits=("data-requests",),
            ),
            MenuEntry(_("Access log"), "accounts:log", "lock", Permission.AUDIT_VIEW),
            MenuEntry(_("Background work"), "accounts:background", "clock", Permission.BACKGROUND_WORK),
            MenuEntry(
                pgettext_lazy("accounts", "People"),
                "accounts:people",
                "people",
                Permission.PEOPLE_VIEW,
                waits=("grants-", "sign-ins-"),
            ),
            MenuEntry(_("Grants in force"), "accounts:grants", "check", Permission.PEOPLE_VIEW),
        ],
    ),
]

HOUSEHOLDS = MenuEntry(_("Households"), "households:list", "house", Permission.HOUSEHOLD_VIEW, app="households")
ME = MenuEntry(_("Me"), "accounts:me", "person", app="account")
BOTTOM_BAR = [  # at the bottom of a phone, in reach of the thumb
    MenuEntry(_("Dashboard"), "reports:dashboard", "dashboard", Permission.INDICATOR_VIEW),
    MenuEntry(_("Alerts"), "alerts:queue", "bell", Permission.HOUSEHOLD_VIEW),
    HOUSEHOLDS,
    ME,
]
FIELD_BAR = [  # the same for those who visit; the phone app has the same four (templates/visits/phone/phone.html)
    MenuEntry(_("Today"), "visits:today", "calendar", Permission.VISIT_LOG, app="today"),
    HOUSEHOLDS,
    MenuEntry(_("To send"), "visits:phone", "send", Permission.VISIT_LOG, "#outbox", app="outbox"),
    ME,
]


def context(request):
    """Return the menu and the banners of this person (context processor), computed only when a template shows them."""
    return {
        "sample_site": settings.SAMPLE_SITE,
        "navigation": SimpleLazyObject(lambda: navigation_context(request)),
        "bell": SimpleLazyObject(lambda: bell_context(request)),
        "news": SimpleLazyObject(lambda: news_context(request)),
    }


def news_context(request) -> dict:
    """Return `unread`, how many notifications about alerts this person has not read; None for people without any."""
    if not request.user.holds(Permission.HOUSEHOLD_VIEW):
        return {"unread": None}
    return {"unread": Notification.objects.visible_to(request.user).unread().count()}


def bell_context(request) -> dict:
    """Return `number`, how much waits for this person, and `overdue`: the numbers of the page that the bell opens."""
    counts = counts_of_request(request).values()
    return {"number": sum(one.number for one in counts), "overdue": sum(one.overdue for one in counts)}


@signed_in_only
def home_page(request):
    """Return Today for those who visit, the data of departments for a liaison; for others the first page of their
    menu."""
    if is_field_worker(request.user):
        return redirect("visits:today")
    if is_liaison(request.user):
        return redirect("departments:feeds")
    mine = menu_links([entry for _label, entries in MENU for entry in entries if entry.permission], request)
    return redirect(mine[0]["url"] if mine else "accounts:me")


def is_liaison(user) -> bool:
    """Return whether this person works for departments alone."""
    return bool(user.grants_today) and all(grant.department for grant in user.grants_today)


def is_field_worker(user) -> bool:
    """Return whether this person logs visits and does not review those of others: a caseworker or a village clerk."""
    return user.holds(Permission.VISIT_LOG) and not user.holds(Permission.VISIT_REVIEW)


def navigation_context(request) -> dict:
    """Return `menu` (sections with their entries), `bottom` (entries of the bottom bar), `app_of` (whose phone app the
    bar may open) and `lineless` (counties without a monitoring line in force)."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": [], "bottom": [], "lineless": []}
    sections = [(label, menu_links(entries, request)) for label, entries in MENU]
    visits = is_field_worker(user)
    return {
        "menu": [section for section in sections if section[1]],
        "bottom": menu_links(FIELD_BAR if visits else BOTTOM_BAR, request),
        "app_of": user.pk if visits else "",
        "lineless": counties_without_monitoring_line(user),
    }


def menu_links(entries, request) -> list[dict]:
    """Return the entries this person may open with their addresses; the entry of this page is `current`."""
    mine = [entry for entry in entries if entry.is_for(request.user)]
    found = [
        {
            "label": entry.label,
            "icon": entry.icon,
            "url": entry_address(entry),
            "waiting": count_for(entry, request),
            "app": entry.app,
        }
        for entry in mine
    ]
    here = current_address(request.path)
    return [{**link, "current": link["url"] == here} for link in found if link["url"]]


def count_for(entry, request) -> int:
    """Return how much waits at an entry of the menu, by the beginning of the kinds' codes."""
    if not entry.waits:
        return 0
    return sum(one.number for code, one in counts_of_request(request).items() if code.startswith(entry.waits))


def entry_address(entry) -> str:
    """Return the address of an entry's page; empty while no such page exists."""
    try:
        return reverse(entry.url_name) + entry.part
    except NoReverseMatch:
        return ""


def current_address(path) -> str:
    """Return the menu address that `path` lies under: the longest, because imports lie below households."""
    entries = [entry for _label, section in MENU for entry in section] + BOTTOM_BAR + FIELD_BAR
    urls = filter(None, {entry_address(entry) for entry in entries})
    return max((url for url in urls if path.startswith(url)), key=len, default="")


def counties_without_monitoring_line(user):
    """Return the counties of this person's grants without a monitoring line in force today: rules about income find
    nothing there, and every page says so."""
    line = Parameter.objects.filter(area=OuterRef("pk"), key="line", valid_from__lte=today())
    codes = {grant.area.county_code for grant in user.grants_today}
    return list(Area.objects.counties().filter(~Exists(line), code__in=codes)) if codes else []
