"""Choices of the employment account and of offers. Codes are stored, labels are shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import MeasureGroup
from households.choices import BUSINESS, IncomeItem, WorkChannel, WorkPlace


class WorkState(TextChoices):
    """Where somebody of working age stands, or somebody past it who has work. It follows from dated records
    (work/people/entries.py) and is never set."""

    NEEDS = "needs", _("Needs work")
    OFFERED = "offered", pgettext_lazy("work", "Offered")
    TRAINING = "training", _("In training")
    COUNTY = "county", _("Working in the county")
    PROVINCE = "province", _("Working in the province")
    OUTSIDE = "outside", _("Working outside the province")
    RETURNED = "returned", _("Returned, without work")
    NOT_LOOKING = "not_looking", _("Not looking for work")
    SCHOOL = "school", _("At school")
    UNABLE = "unable", _("Not able to work")
    UNKNOWN = "unknown", _("Capacity to work not known")
    OLDER = "older", _("Past working age and at work")


WORKING_STATES = (WorkState.COUNTY, WorkState.PROVINCE, WorkState.OUTSIDE)
AWAY_STATES = (WorkState.PROVINCE, WorkState.OUTSIDE)
OUT_OF_WORK_STATES = (WorkState.NEEDS, WorkState.OFFERED, WorkState.RETURNED)
ACCOUNT_STATES = (  # who needs an income from work: the account's total is their sum
    WorkState.NEEDS, WorkState.OFFERED, WorkState.TRAINING, *WORKING_STATES, WorkState.RETURNED,
)  # fmt: skip
BESIDE_STATES = (WorkState.NOT_LOOKING, WorkState.SCHOOL, WorkState.UNABLE, WorkState.UNKNOWN)
# Posts are held beyond working age: nobody counts those who do, but that they are paid is watched.
WATCHED_STATES = (WorkState.OLDER,)
EVERYBODY = "everybody"  # the word in addresses for the whole list


class HeardAnswer(TextChoices):
    """What somebody answered who was asked about the work they have."""

    UNCHANGED = "unchanged", _("Unchanged")
    CHANGED = "changed", pgettext_lazy("work", "Changed")
    ENDED = "ended", _("No longer works there")
    NOT_REACHED = "not_reached", _("Not reached")


class HeardWay(TextChoices):
    PHONE = "phone", _("By phone")
    VISIT = "visit", _("At a visit")
    FILE = "file", _("From a file")


class EnterpriseKind(TextChoices):
    WORKSHOP = "workshop", _("Workshop")
    FIRM = "firm", _("Firm")
    COOPERATIVE = "cooperative", _("Cooperative")
    HOST = "host", _("Live-stream host")
    OFFICE = "office", _("Village or public office")


class OfferKind(TextChoices):
    POST = "post", _("Public-welfare post")
    WORKSHOP = "workshop", _("Workshop place")
    HOME = "home", _("Work brought home")
    JOB = "job", _("Job from an employer")
    COURSE = "course", _("Course")


CHANNEL_OF_OFFER = {  # a course brings no work
    OfferKind.POST: WorkChannel.PUBLIC_POST,
    OfferKind.WORKSHOP: WorkChannel.WORKSHOP,
    OfferKind.HOME: WorkChannel.WORKSHOP,
    OfferKind.JOB: WorkChannel.ORGANISED,
}
GROUP_OF_OFFER = {
    OfferKind.POST: MeasureGroup.PUBLIC_POST,
    OfferKind.WORKSHOP: MeasureGroup.EMPLOYMENT,
    OfferKind.HOME: MeasureGroup.EMPLOYMENT,
    OfferKind.JOB: MeasureGroup.EMPLOYMENT,
    OfferKind.COURSE: MeasureGroup.EMPLOYMENT,
}


class TradeKind(TextChoices):
    """What a household lives from beside wages."""

    ORCHARD = "orchard", pgettext_lazy("trade", "Orchard")
    TEA = "tea", pgettext_lazy("trade", "Tea")
    CROPS = "crops", pgettext_lazy("trade", "Crops")
    PIGS = "pigs", pgettext_lazy("trade", "Pigs")
    POULTRY = "poultry", pgettext_lazy("trade", "Poultry")
    BEES = "bees", pgettext_lazy("trade", "Bees")
    COURTYARD = "courtyard", pgettext_lazy("trade", "Courtyard garden")
    SHOP = "shop", pgettext_lazy("trade", "Shop")
    LODGING = "lodging", pgettext_lazy("trade", "Farm lodging")
    STREAM = "stream", pgettext_lazy("trade", "Live stream")
    HANDICRAFT = "handicraft", pgettext_lazy("trade", "Handicraft")
    OTHER = "other", pgettext_lazy("trade", "Other")


class SizeUnit(TextChoices):
    """In what a trade is measured: land in mu, everything else by number."""

    MU = "mu", pgettext_lazy("unit", "mu")
    HEAD = "head", pgettext_lazy("unit", "head")
    HIVES = "hives", pgettext_lazy("unit", "hives")
    ROOMS = "rooms", pgettext_lazy("unit", "rooms")
    PIECES = "pieces", pgettext_lazy("unit", "pieces")


class YieldUnit(TextChoices):
    KILOGRAM = "kg", pgettext_lazy("unit", "kg")
    JIN = "jin", pgettext_lazy("unit", "jin")
    HEAD = "head", pgettext_lazy("unit", "head")
    PIECES = "pieces", pgettext_lazy("unit", "pieces")


class BuyerKind(TextChoices):
    COOPERATIVE = "cooperative", pgettext_lazy("buyer", "Cooperative")
    FIRM = "firm", pgettext_lazy("buyer", "Firm")
    ECOMMERCE = "ecommerce", pgettext_lazy("buyer", "E-commerce")
    STREAM = "stream", pgettext_lazy("buyer", "Live streaming")
    MARKET = "market", pgettext_lazy("buyer", "Market")
    OWN_USE = "own_use", pgettext_lazy("buyer", "Own use")


class ForWhom(TextChoices):
    ACCOUNT = "account", _("Lifted and monitored households")
    MONITORED = "monitored", _("Monitored households only")
    LIFTED = "lifted", _("Lifted households only")


class CashGrantCondition(TextChoices):
    """What must be on file of a person, or of nobody in particular, for a cash grant."""

    OUTSIDE = "outside", _("Works outside the province")
    AWAY = "away", _("Works outside the county")
    COUNTY = "county", _("Works in the county")
    CERTIFICATE = "certificate", _("Finished a course with a certificate in the year")
    SCHOOL = "school", _("At a vocational school, a college or a university")
    HOUSEHOLD = "household", _("Every household")


PLACES_OF_CONDITION = {  # where the work must be; only these ask for months of work
    CashGrantCondition.OUTSIDE: (WorkPlace.OUTSIDE,),
    CashGrantCondition.AWAY: (WorkPlace.PROVINCE, WorkPlace.OUTSIDE),
    CashGrantCondition.COUNTY: (WorkPlace.VILLAGE, WorkPlace.TOWNSHIP, WorkPlace.COUNTY),
}


class ClaimState(TextChoices):
    """How a claim to a cash grant stands. Moved only through work/cash_grants/workflow.py."""

    APPLIED = "applied", pgettext_lazy("claim", "Applied for")
    PAID = "paid", pgettext_lazy("claim", "Paid")
    REFUSED = "refused", pgettext_lazy("claim", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("claim", "Withdrawn")


STANDING_CLAIMS = (ClaimState.APPLIED, ClaimState.PAID, ClaimState.REFUSED)


SOLD_ITEMS = [(item.value, item.label) for item in BUSINESS]  # what a sale counts as in the income of families


class SaleChannel(TextChoices):
    """By which way goods were sold."""

    ECOMMERCE = "ecommerce", _("E-commerce")
    LIVE = "live", _("Live stream")
    COOPERATIVE = "cooperative", _("Cooperative")
    FIRM = "firm", pgettext_lazy("sale", "Firm")
    MARKET = "market", _("Market or other")


ONLINE_CHANNELS = (SaleChannel.ECOMMERCE, SaleChannel.LIVE)


class ProjectKind(TextChoices):
    COOPERATIVE = "cooperative", _("Cooperative")
    DIVIDEND = "dividend", _("Firm that pays dividends")
    ORDER = "order", _("Growing on order")
    OTHER = "other", pgettext_lazy("project", "Other")


class PutIn(TextChoices):
    """What a household puts into a project."""

    LAND = "land", _("Land")
    MONEY = "money", _("Money")
    GRANT = "grant", pgettext_lazy("put in", "Grant of the household")


ITEM_OF_PUT_IN = {  # what payments of a contract count as in the income of the household
    PutIn.LAND: IncomeItem.LAND_TRANSFER,
    PutIn.MONEY: IncomeItem.DIVIDENDS,
    PutIn.GRANT: IncomeItem.DIVIDENDS,
}
