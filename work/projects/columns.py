"""The columns of the list of projects, and of contracts with them."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from core.dates import today
from core.listing import DAY, NUMBER, YUAN, Column, Listing
from core.templatetags.pw import money
from households.registry.columns import HOUSEHOLD_FILE_COLUMNS, household_column, village_column
from households.registry.names import found_through_words
from work.offers.columns import place_column


def project_state(project) -> str:
    """Return how a project stands, in a word."""
    if project.failed_on:
        return pgettext("project", "Failed")
    return pgettext("project", "Over") if project.ends_on and project.ends_on < today() else pgettext("project", "Runs")


def put_in_words(contract) -> str:
    """Return what a household puts in, such as "Land, 3.5 mu"."""
    if contract.land_mu is not None:
        land = f"{contract.land_mu.normalize():f}"
        return _("%(what)s, %(mu)s mu") % {"what": contract.get_puts_in_display(), "mu": land}
    return _("%(what)s, %(yuan)s yuan") % {"what": contract.get_puts_in_display(), "yuan": money(contract.yuan)}


def behind_words(contract) -> str:
    """Return whether what fell due was paid late or lower than promised."""
    if not contract.missing:
        return ""
    return pgettext("paid", "less than promised") if contract.paid else pgettext("paid", "nothing yet")


def contracts_url(project, **query) -> str:
    return reverse("work:contracts", query={"project": project.pk, **query})


PROJECT_LISTING = Listing(
    "projects",
    _("Projects"),
    (
        Column("name", pgettext_lazy("project", "Name"), value="name", url="get_absolute_url", under=project_state,
               sort=("name", "pk"), identifies=True),
        Column("kind", pgettext_lazy("project", "Kind"), value="get_kind_display", sort=("kind", "name")),
        place_column(sort=("area__path", "pk")),
        Column("enterprise", _("Enterprise"), value="enterprise.name", url="enterprise.get_absolute_url"),
        Column("households", _("Households under contract"), value="households", kind=NUMBER, url=contracts_url,
               sort=("households", "pk")),
        Column("behind", _("Paid late or less"), value="behind", kind=NUMBER,
               url=lambda project: project.behind and contracts_url(project, paid="behind"), sort=("behind", "pk")),
        Column("from", _("From"), value="starts_on", kind=DAY, sort=("starts_on", "pk")),
        Column("failed", _("Failed on"), value="failed_on", kind=DAY, on_page=False),
    ),
    title=_("Projects"),
    lead=_("Cooperatives and firms that many households join, what they promise, and what they pay."),
    noun=pgettext_lazy("counted", "projects"),
    row="project",
    sort="-from",
    empty=_(
        "No project runs in your territory. The filter “State” finds those that failed or are over. Whoever keeps "
        "offers enters a new one."
    ),
    no_match=_("No project matches these filters."),
    show_all=_("Show all running projects"),
    exported=True,
    is_plain=True,
)  # fmt: skip
CONTRACT_LISTING = Listing(
    "contracts",
    _("Contracts with projects"),
    (
        household_column(sort=("household__number", "pk")),
        *HOUSEHOLD_FILE_COLUMNS,
        Column("project", _("Project"), value="project.name", url="project.get_absolute_url",
               sort=("project__name", "pk")),
        Column("puts_in", _("Puts in"), value=put_in_words, url="get_absolute_url"),
        Column("since", _("Since"), value="since", kind=DAY, sort=("since", "pk")),
        Column("promised", _("Promised a year (yuan)"), value="promised", kind=YUAN),
        Column("due", _("Due so far (yuan)"), value="due", kind=YUAN),
        Column("paid", _("Paid so far (yuan)"), value="paid", kind=YUAN),
        Column("missing", _("Missing (yuan)"), value="missing", kind=YUAN, under=behind_words, sort=("missing", "pk")),
        village_column("household.village", on_page=False),
    ),
    title=_("Contracts with projects"),
    lead=_("Which household joined which project, what fell due by full years, and what was paid."),
    noun=pgettext_lazy("counted", "contracts"),
    row="contract",
    sort="-missing",
    empty=_("No household of your territory has a contract yet: the page of a project records one."),
    no_match=_("No contract matches these filters."),
    show_all=_("Show all contracts"),
    exported=True,
)  # fmt: skip
CONTRACT_ROWS = replace(CONTRACT_LISTING.without("project", "village"), code="contracts-of-project", sort="")
HOUSEHOLD_CONTRACTS = replace(
    CONTRACT_LISTING.without("household", "number", "head", "village"),
    code="contracts-of-household",
    caption=_("Projects that this household joined"),
    sort="",
)
FOUND = Listing(
    "project-households",
    _("Households found"),
    (
        Column(
            "head",
            _("Head"),
            value="head_name",
            mask="name",
            under=lambda household: found_through_words(household.found_people),
            url=lambda household: reverse("work:contract-new", args=[household.of_project, household.pk]),
        ),
        Column("number", _("Number"), value="number"),
        Column("village", _("Village"), value="village.name"),
    ),
    row="household",
)
