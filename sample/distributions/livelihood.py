"""Distributions of what families live on: income and its sources, work, the house; and the troubles of some.

Median, spread and sources of income, wages and places of work: docs/sample.md; allowances and pensions: the province's
rates, rounded. Yuan a year for a monitoring line of 8,800; other lines scale them."""

from households.choices import IncomeItem as Item

from ..chance import LogNormal

USUAL_LINE = 8_800  # the monitoring line of the published incomes
LEVEL = LogNormal(0.45)  # income per person of a family without trouble ...
MEDIAN_LEVEL, LEAST_LEVEL = 13_700, 1.13  # ... by the line; the lowest are redrawn: 15,500
GROWTH = LogNormal(0.07, 0.055)  # of a year
MONITORED_LEVEL, CLEARED_LEVEL, LEAST_CLEARED = (0.95, 1.25), (0.97, 1.15), 1.03  # times what was known at the decision
RECENTLY, POOR_YEAR_BEFORE = 480, (0.64, 0.85)  # days since a clearing, and the year before as a share of this one

BRANCHES = {Item.FOREST_FRUIT: 46, Item.CROPS: 24, Item.LIVESTOCK: 22, Item.BUSINESS_OTHER: 8}
COST_OF = {
    Item.FOREST_FRUIT: Item.COST_FOREST_FRUIT,
    Item.CROPS: Item.COST_CROPS,
    Item.LIVESTOCK: Item.COST_LIVESTOCK,
    Item.BUSINESS_OTHER: Item.COST_OTHER,
}
COST = 0.38  # production cost of one yuan of net business income
PROPERTY = [0, 0, 0.2, 0.4]  # shares of what wages, transfers and support leave
PENSION, PENSION_SPREAD, ALLOWANCE, ALLOWANCE_SPREAD, DESTITUTE = 2_280, (0.9, 1.7), 4_100, (0.8, 1.2), 11_400
EMPLOYEE_PENSION, HAS_EMPLOYEE_PENSION = 24_000, 0.09
SUBSIDY, SUBSIDISED, ECOLOGICAL, COMPENSATED = 70, 0.8, 12, 0.6  # yuan per mu, and shares of families
MOST_TRANSFERS = 0.75
WAGES = 0.95  # share of families with wages; then wages as a share of what transfers leave, without and with a case
WAGE_SHARES = ((0.62, 0.92), (0.80, 0.98))
SUPPORT_UNABLE, SUPPORT_RETIRED, SUPPORT_WITHOUT_BUSINESS = (0.7, 0.95), (0.3, 0.7), 0.9

MEDIAN_WAGE, WAGE_SPREAD, WEAK_WAGE = 4_000, LogNormal(0.3), 0.75  # yuan a month at full strength; 3,800 over all
LEAST_WAGE, MOST_WAGE, MOST_SCALED = 400, 30_000, 1.5
EARNING_AGES, POST_AGES = range(20, 65), range(24, 68)  # chosen so that nobody was under 16 in the first recorded spell
PLACES = {"outside": 32, "province": 28, "county": 25, "township": 15}
ORGANISED = 0.25  # share of those who work away; the others found their work themselves
MOST_POST_WAGE, MOST_NEARBY_WAGE, POST_SUBSIDY = 1_200, 2_500, 300

CALENDAR = {  # item: {month of the year: share of the year's amount}; what is missing here comes every month
    Item.CROPS: {6: 0.35, 10: 0.65},
    Item.LIVESTOCK: {1: 0.55, 9: 0.45},
    Item.FOREST_FRUIT: {1: 0.3, 3: 0.2, 12: 0.5},
    Item.COST_CROPS: {4: 1.0},
    Item.COST_LIVESTOCK: {3: 1.0},
    Item.COST_FOREST_FRUIT: {5: 1.0},
    Item.COST_OTHER: {6: 1.0},
    Item.DIVIDENDS: {12: 1.0},
    Item.LAND_TRANSFER: {12: 1.0},
    Item.SUBSIDIES: {6: 1.0},
    Item.ECOLOGICAL: {9: 1.0},
    Item.CHILDREN: {2: 0.4, 5: 0.2, 9: 0.4},
}
EVERY_MONTH = dict.fromkeys(range(1, 13), 1 / 12)
# Wages differ a little from month to month; twelve in a row add up to twelve.
WOBBLE = [1.04, 0.97, 0.99, 1.02, 0.98, 1.0, 1.01, 0.96, 1.03, 1.0, 0.98, 1.02]
# Income is told from October on, over so many days. One family in so many tells of four years, tells its wages
# undivided, contradicts itself, is also told of by the labour office.
DAYS_OF_UPDATE, LONG_YEARS = 92, 4
ASKED_LONG, UNDIVIDED, BOTH_TOLD, DEPARTMENT_TOLD = 25, 3, 151, 40
MONTHLY = {Item.PENSION, Item.ALLOWANCE, Item.DESTITUTE, Item.BUSINESS_OTHER, Item.TRANSFER_OTHER}

LIFTED_YEARS = {2014: 4, 2015: 8, 2016: 12, 2017: 14, 2018: 18, 2019: 28, 2020: 16}
HOUSE_GRADES = {"A": 58, "B": 42}
RELOCATED, HAS_ROAD = 0.12, 0.97
LAND, MOST_LAND, FOREST, MOST_FOREST = LogNormal(0.6, 1.1), 40, LogNormal(0.8, 2.1), 150  # mu

CLINIC, CLINIC_BILL = 0.35, (20, 260)  # share of the chronically ill; in units of ten yuan
SCHOOL_FEES, COLLEGE_FEES = (20, 45), (40, 80)  # per half-year, in units of 50 yuan
CHECK_UP, CHECK_UP_BILL = 0.8, (5, 60)  # share of families in clearing that pay for medicine, in units of ten yuan

ORDINARY_GAP, FOLLOWED_GAP, CLEARED_GAP = (75, 105), (16, 34), (62, 112)  # days between two visits
WAYS = ["in_person"] * 86 + ["phone"] * 12 + ["video"] * 2
FOLLOWED_PURPOSES = {"routine": 6, "measure": 1, "return": 1}
HAS_NOTE = 0.5  # share of ordinary visits
