"""Distributions of people who can work: who looks for work, what they want and learn, and when they were heard of.

The account of Fengjie: 67,033 people of working age who need work (Fengjie news item, about 2020); the shares are
defaults of this sample."""

from households.choices import IncomeItem as Item

ACCOUNT = {"500236": 67_033}  # people at the county's full size; elsewhere one in so many without work looks for none:
NOT_LOOKING = 0.16
ASKED = 0.7  # share of those without work who said what they need
WHERE = {"village": 20, "township": 25, "county": 30, "province": 10, "outside": 15}
SKILLED, WANTS_TRAINING, STAYS_HOME, PLANS_TO_GO = 0.12, 0.15, 0.12, 0.06
TOLD = (10, 300)  # days ago
HEARD, LATELY, LONG_AGO, NOT_REACHED = 0.94, (1, 40), (46, 120), 0.03  # share of those away; days ago
HEARD_LATELY = 0.9
TRAINED, IN_TRAINING = 0.08, 0.012  # share of the able, and of those without work
TRAINED_AGO, COURSE_DAYS, CERTIFIED = (20, 700), (7, 45), 0.7
FREE_POST, USUAL_POST, MACHINES = 0.15, 700, 12  # share of villages with a post that is free; yuan a month

# What families live from beside wages: the kinds of a business item, their size and unit, who buys.
TRADES = {
    Item.FOREST_FRUIT: {"orchard": 78, "tea": 14, "courtyard": 8},
    Item.CROPS: {"crops": 1},
    Item.LIVESTOCK: {"pigs": 60, "poultry": 30, "bees": 10},
    Item.BUSINESS_OTHER: {"shop": 50, "handicraft": 25, "lodging": 15, "stream": 10},
}
TRADE_SIZES = {
    "orchard": [(2, "mu"), (3, "mu"), (5, "mu"), (8, "mu")],
    "tea": [(1, "mu"), (2, "mu"), (4, "mu")],
    "courtyard": [(0.5, "mu"), (0.8, "mu")],
    "crops": [(2, "mu"), (4, "mu"), (6, "mu")],
    "pigs": [(2, "head"), (4, "head"), (12, "head")],
    "poultry": [(20, "head"), (60, "head")],
    "bees": [(8, "hives"), (20, "hives")],
    "lodging": [(3, "rooms"), (6, "rooms")],
    "shop": [(None, "")],
    "handicraft": [(None, "")],
    "stream": [(None, "")],
}
HARVEST = {"orchard": [1, 3, 12], "tea": [4, 5], "courtyard": [7, 8], "crops": [6, 10], "pigs": [1, 9]}
BUYERS = {"market": 45, "cooperative": 25, "ecommerce": 20, "stream": 4, "firm": 6}
HAS_PEACHES = ("420527",)
STORY_TRADES = (
    {"kind": "courtyard", "size": 2, "size_unit": "mu", "buyer_kind": "market", "months": [6, 7], "yuan_a_year": 7_000},
    {"kind": "orchard", "size": 1.2, "size_unit": "mu", "buyer_kind": "stream", "months": [8, 9], "yuan_a_year": 5_600},
)
# The harvest of one village in each township: months ago, by which way, which part of what its growers told of a year.
# More than half of the oranges are sold online (Fengjie news item, about 2020).
SALES = (
    (11, "ecommerce", 0.22),
    (10, "live", 0.1),
    (9, "cooperative", 0.12),
    (8, "market", 0.1),
    (0, "ecommerce", 0.02),
)
GROWERS, ORANGE_PRICE = 30, 6  # families that deliver; yuan a kilogram
HAS_PROJECT, JOINS, MEMBERS_OF_PROJECT, PUT_IN, DIVIDEND = 0.3, 5, 12, 5_000, 300  # one family in so many; yuan
FAILED_PROJECT, FAILED_AGO = 1, 40  # the place of its township in the county's list; days ago
# Cash grants of the year: of who may have one so many applied, so many of these were paid.
CASH_GRANTS = (
    {"condition": "outside", "least_months": 6, "yuan": 500, "for_whom": "account"},
    {"condition": "county", "least_months": 3, "yuan": 300, "for_whom": "account"},
)
APPLIED, PAID, APPLIED_AGO, PAID_AFTER = 0.35, 0.8, (5, 120), (15, 55)  # shares; days
# Payment lists: of so many months, sent so many days after; whose list owes somebody, and for how many months.
LISTS, SENT_AFTER, OWED_PLACE, OWED = 3, 6, 0, 2
