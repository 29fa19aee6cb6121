"""Distributions of the papers and the assistance of cases: papers, helpers, plans, measures; and what is missing on
purpose, so that the shortfalls of docs/cases.md have something to show (shares: docs/sample.md)."""

from cases.choices import MeasureGroup as G

ASKED_OF_CANDIDATES = ("medical_insurance",)  # beside those: the demo liaison has something to answer
ASKED, FOUND = 6, 0.04  # departments asked about a family, and how often one finds something
OBJECTED, SETTLED = 0.01, 2  # share of past public notices, always without effect; days from an objection to its answer
ATTENDEES, AGAINST, ABSTAINED = (7, 23), [0, 0, 0, 1, 2], [0, 0, 1]

NO_HELPER, NO_PHONE, NO_PLAN, NO_NOTE = 0.02, 0.03, 0.04, 0.1
HELPERS = 4  # helpers in each village
HELPED_AFTER = (30, 400)  # days after a clearing
PLAN_MADE, PLAN_RUNS = (1, 9), (90, 365)  # days
FIRST_NOTE, NEXT_NOTE = (150, 330), (280, 350)

LEAST, MOST = 2, 6  # measures of a case
MORE = [0, 0, 1, 1, 2]  # besides those that fit the risks
MORE_GROUPS = [G.SOCIAL_SECURITY, G.SOCIAL_SECURITY, G.SOCIAL_HELP, G.HEALTH, G.LIVING, G.INFRASTRUCTURE, G.INDUSTRY]
ONLY_SECURED, NO_DEVELOPMENT, STUCK, CANCELLED = 0.04, 0.06, 0.03, 0.03
FRESH = 0.25  # share of monitored households with a measure planned recently
URGENT = 0.1  # share of proposals with measures before the approval
STEP_GAPS = {"approve": (0, 3), "start": (1, 6), "deliver": (1, 14), "check": (30, 90), "end": (60, 500)}  # days
PLANNED, PLANNED_LATER, DUE = (1, 6), (10, 150), 28
COSTS = {G.HOUSING: (3_000, 30_000), G.RELOCATION: (20_000, 60_000), G.FINANCE: (10_000, 50_000)}
USUAL_COST = (200, 4_000)
POST_AGES, POST_WAGES = (18, 68), (500, 1_001)
SPELL_DAYS = 700  # posts that began earlier were recorded before measures were
