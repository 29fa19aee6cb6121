"""Distributions of what departments send: how many records a month, of whom, and what they say.

One row in twenty of people nobody knows, and more than 5,000 answers in half a year: docs/sample.md; the rest are
defaults of this sample."""

MONTHS = 24  # of which something was sent
SENT_ON = (1, 5)  # day of the next month
WHOLE = 27_000  # lifted households of Zigui
UNKNOWN = 0.05  # of the records
STRANGER_MONTHS = (1, 3)  # in which somebody is spoken of whom nobody knows
SETTLED_AFTER = 180  # days: who was told of before was settled
TWO_RECORDS = 0.65  # of the alerts: two records stand behind it
OVER_AFTER = (3, 25)  # days until something ordinary is over
POOL = 6_000  # people of whom departments speak
LATE_FEED = "housing"  # did not come for the last month that is due

A_MONTH = {  # records a month beside the warnings
    "medical_insurance": 600, "serious_illness": 60, "support": 40, "disability": 25, "work_ended": 90, "accidents": 40,
    "dropouts": 6, "schooling": 80, "housing": 6, "water": 20, "disasters": 12, "projects": 6, "microcredit": 15,
    "hotlines": 15,
}  # fmt: skip
BEFORE_ALERTS = 2  # times as many while no alert is on record: those months had their warnings too
ORDINARY: dict[str, dict] = {  # what a record says that warns of nothing
    "medical_insurance": {"amount": (80, 2400), "further_amount": (10, 480)},
    "serious_illness": {"word": ["chronic"]},
    "support": {"word": ["relief"]},
    "disability": {"word": ["3", "4"]},
    "work_ended": {"word": ["returned", "unemployed", "post_ended"]},
    "accidents": {"word": ["born", "moved_in", "moved_out"]},
    "schooling": {"amount": (400, 2400)},
    "housing": {"word": ["C"]},
    "disasters": {"word": ["crop"], "further_amount": (5, 28)},
    "projects": {"word": ["price"]},
    "hotlines": {"word": ["12317", "12345", "petition"]},
}
WARNING: dict[str, tuple] = {  # rule: (the feed that tells of it, what its record says)
    "MED-01": ("medical_insurance", {"amount": (5200, 14_000), "further_amount": (10, 480)}),
    "MED-02": ("medical_insurance", {"amount": (600, 4500), "further_amount": (500, 1900)}),
    "MED-03": ("serious_illness", {"word": ["serious"]}),
    "JOB-01": ("work_ended", {"word": ["returned", "unemployed", "post_ended"]}),
    "CIV-01": ("support", {"word": ["allowance_stopped", "destitute_stopped"]}),
    "DIS-01": ("disability", {"word": ["3", "4"]}),
    "EDU-01": ("dropouts", {}),
    "EDU-02": ("schooling", {"amount": (10_200, 16_000)}),
    "HOU-01": ("housing", {"word": ["D"]}),
    "WAT-01": ("water", {}),
    "DSR-01": ("disasters", {"word": ["crop"], "further_amount": (30, 90)}),
    "ACC-01": ("accidents", {"word": ["injury"]}),
    "LOAN-01": ("microcredit", {}),
    "APP-01": ("hotlines", {"word": ["12317", "12345", "petition"]}),
}
FRESH = {  # warnings of the last month, of which nobody has spoken yet
    "MED-02": 40, "MED-03": 15, "CIV-01": 15, "DIS-01": 12, "ACC-01": 8, "LOAN-01": 8, "APP-01": 6, "DSR-01": 4,
}  # fmt: skip
FRESH_DAYS = {"LOAN-01": (35, 60)}  # days ago; others in the first third of the month
OLD_DIAGNOSIS = (200, 2500)  # days before the month: certificates and chronic illness last
FOLLOWED_UP, NOT_FOLLOWED_UP, MISSED = (5, 80), (95, 200), 0.15  # days since a doctor saw them; share missed
REPLY_DAYS = (1, 9)
ASKED_DAYS, LATE_DAYS = (0, 4), (7, 9)  # days since a department was asked about a candidate, and for too long
OPEN_REPLIES = 3  # answers to which the demo liaison still has to reply
