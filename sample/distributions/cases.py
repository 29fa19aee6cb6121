"""Distributions of cases: types and risks, when they began and were cleared, and how far those in progress are.

Totals: Zigui in the first half of 2022 (China News Service, 2022-08-16). Types, risks and movements in a month:
docs/sample.md."""

import datetime as dt

from cases.choices import CaseType, ClearMethod, EndReason

from ..chance import LogNormal

ZIGUI = {"households": 27_000, "people": 72_000, "cases": 1_792, "case_people": 4_248, "cleared": 1_604}
# No figure of Fengjie's cases is published: Zigui's shares. 34,000 lifted households with 135,000 people.
FENGJIE = {"households": 34_000, "people": 135_000, "cases": 2_257, "case_people": 5_349, "cleared": 2_020}
OF_COUNTY = {"420527": ZIGUI, "500236": FENGJIE}
TYPES = {CaseType.UNSTABLE: 42, CaseType.MARGINAL: 33, CaseType.SUDDEN: 25}
INCOME_THEN: dict[str, tuple] = {
    CaseType.UNSTABLE: (0.70, 1.05),
    CaseType.MARGINAL: (0.70, 1.05),
    CaseType.SUDDEN: (1.1, 2.2),
}
INCOME_CLEARED, CLEARED_SPREAD, LEAST_CLEARED = 1.55, LogNormal(0.24), 1.02  # shares of the monitoring line
CLEAR_METHODS = {ClearMethod.ASSISTANCE: 92, ClearMethod.NATURAL: 8}
MAIN_RISKS = {
    "01": 46, "04": 14, "03": 12, "09": 7, "07": 7, "05": 4, "0201": 1.2, "0202": 1.4, "0205": 1.4, "06": 2, "10": 1,
    "11": 0.5, "99": 2.5,
}  # fmt: skip
HOW_MANY_RISKS = {1: 65, 2: 27, 3: 8}
RISKS_BESIDE = ["01", "03", "07", "09"]  # for cases that are not on file
FALLS_ILL = (0.7, 0.45)  # how likely a family that fell ill has a chronically and a seriously ill member

FIRST_MONTH = dt.date(2020, 4, 1)  # monitoring began with the national notice of March 2020
NEW_IN_MONTH = (3.2, 7.8)
CLEARED_IN_MONTH, CLEARED_IN_LAST_QUARTER = (5.2, 8.0), (13.0, 17.6)
RECENT_MONTHS = 30
LEAST_MONTHS = 6  # between identification and clearing
PATIENCE = 14  # months by which the order of clearing differs from that of identification (standard deviation)
ROLLED_BACK, ROLLED_BACK_NOW = 0.06, 0.12  # share of cases of two years: rolled back before clearing, or recently
MARKED_AGAIN = 0.06  # share of cases identified since 2023 with an earlier, cleared episode

REFUSED, PROPOSED, ENDED = 0.025, 0.014, 0.010  # not on file, as shares of the cases on file
CLEARINGS, ROLLBACKS = 0.0084, 0.0012  # under way
RIPE, LATELY = 200, (30, 540)  # days under monitoring before a clearing is proposed, and after it before a rollback is
WHERE = ("village", "township", "", "village", "")  # gives the demo people something to do

NOTICE = 5  # days that a public notice hangs, before it may be passed on
UNTIL_ENDORSED = {  # days from each step of a proposal to the next one
    "propose": (0, 2), "verify": (0, 0), "authorise": (0, 2), "compare": (0, 2), "review": (0, 1),
    "post_notice": (NOTICE + 1, NOTICE + 2), "endorse": (0, 0),
}  # fmt: skip
UNTIL_CLEARING_ENDORSED = {
    "start_clearing": (1, 4), "review_clearing": (0, 2), "post_clearing": (NOTICE + 1, NOTICE + 2),
    "endorse_clearing": (0, 0),
}  # fmt: skip
CLUE_BEFORE, DECIDED_AFTER, ROLLBACK_PROPOSED_BEFORE = (0, 3), (0, 2), (2, 6)  # days
UNDER_WAY = (  # how far a proposal is: its last step, and days since then
    ("propose", 1), ("verify", 1), ("post_notice", 2), ("endorse", 1), ("review", 0), ("post_notice", 6),
    ("compare", 1), ("return", 1), ("endorse", 2), ("post_notice", 7), ("authorise", 0), ("uphold", 1),
)  # fmt: skip
LATE = 9  # extra days of every eighth proposal
CLEARINGS_UNDER_WAY = (
    ("start_clearing", 2), ("post_clearing", 2), ("endorse_clearing", 1), ("review_clearing", 1), ("post_clearing", 6),
)  # fmt: skip
REFUSALS = (("verify", "decline"), ("post_notice", "reject"), ("endorse", "refuse"), ("propose", "decline"))
END_REASONS = [EndReason.MOVED, EndReason.WRONG]

CLAIMED = 0.45  # share of the cost of illness
HARDSHIP = 0.8  # share of the monitoring line left to a family in sudden hardship after medical costs
