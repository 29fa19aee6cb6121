"""Every parameter a county may set: its unit and what it means. Default values stand in data/parameters.toml."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.text import Label

from .units import (
    DAYS,
    FAMILIES,
    FRACTIONS,
    GROUPS,
    METRES,
    MONTHS,
    PAGES,
    PEOPLE,
    PERCENT,
    RELIEFS,
    SHARE,
    SWITCH,
    TIMES,
    UNITS,
    VALUE_WORDS,
    VISITS,
    YEARS,
    YUAN,
)


@dataclass(frozen=True)
class ParameterKey:
    """One parameter. `what_if`: whether a value can be tried on today's facts: a rule or a colour compares with it, and
    no fact is computed by it."""

    code: str
    unit: str
    label: Label
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(10_000_000)
    what_if: bool = True

    def clean(self, text) -> Decimal:
        """Return the number that `text` says. Raises ValidationError that says what is expected."""
        try:
            value = Decimal(str(text).strip())
        except InvalidOperation:
            value = None
        if value is None or not value.is_finite() or not self.least <= value <= self.most:
            raise ValidationError(
                _("%(label)s must be a number from %(least)s to %(most)s (%(unit)s), not “%(text)s”."),
                params={
                    "label": self.label,
                    "least": self.least,
                    "most": self.most,
                    "unit": UNITS[self.unit],
                    "text": str(text)[:40],
                },
            )
        if self.unit not in FRACTIONS and value != value.to_integral_value():
            raise ValidationError(
                _("%(label)s must be a whole number, not “%(text)s”."), params={"label": self.label, "text": text}
            )
        return value

    def words(self, value) -> str:
        """Return a value as a clerk says it: 8,800 yuan, 30 %, 1.1 times, on."""
        value = Decimal(value)
        if self.unit == SWITCH:
            return gettext("on") if value else gettext("off")
        number = value * 100 if self.unit == SHARE else value
        return str(VALUE_WORDS[self.unit]) % {"number": f"{number.normalize():,f}"}

    @property
    def unit_label(self):
        return UNITS[self.unit]


def _key(code, unit, label, least=0, most=10_000_000, **more):
    return ParameterKey(code, unit, label, Decimal(str(least)), Decimal(str(most)), **more)


FIRM = {"what_if": False}
PARAMETER_THEMES = [  # the name of each theme, and its keys
    (
        _("Income"),
        [
            _key("line", YUAN, _("Monitoring line, per person and year"), 1, 100_000),
            _key("near_line", TIMES, _("Near the line: up to this many times the line"), 1, 3),
            _key("fall_amber", SHARE, _("Income fall on the year before, amber"), 0.01, 1),
            _key("fall_red", SHARE, _("Income fall on the year before, red"), 0.01, 1),
            _key("fall_ceiling", TIMES, _("A fall counts below this many times the line"), 1, 10),
            _key(
                "income_stale_months",
                MONTHS,
                _("A month without word of income is carried forward at most this far"),
                1,
                36,
                **FIRM,
            ),
            _key(
                "income_carried_red", MONTHS, _("An income rule stays red with at most this many carried months"), 0, 12
            ),
        ],
    ),
    (
        _("Medical care and spending"),
        [
            _key("rigid_share", SHARE, _("Rigid spending against net income"), 0.01, 5),
            _key("self_pay_followed", YUAN, _("Medical self-payment this year, lifted or monitored households"), 1),
            _key("self_pay_general", YUAN, _("Medical self-payment this year, other households"), 1),
            _key("self_pay_red", TIMES, _("Medical self-payment turns red at this many times the threshold"), 1, 20),
            _key("outpatient_month", YUAN, _("Outpatient costs paid by one person in a month, from"), 1),
            _key("illness_days", DAYS, _("A serious illness counts as new for"), 1, 3650),
            _key("certificate_days", DAYS, _("A disability certificate counts as new for"), 1, 3650),
        ],
    ),
    (
        _("School and water"),
        [
            _key("students", PEOPLE, _("Several students: at least this many beyond compulsory school"), 1, 10),
            _key("students_ceiling", TIMES, _("Several students count below this many times the line"), 1, 10),
            _key("schooling_high", YUAN, _("Schooling beyond compulsory school in a year, over"), 1),
            _key("water_out_days", DAYS, _("Water out turns red after"), 0, 365),
        ],
    ),
    (
        _("Work and earners"),
        [
            _key("wage_share", SHARE, _("Living on wages: wages against net income"), 0.01, 1),
            _key("idle_amber", DAYS, _("Wages stopped, amber after"), 1, 3650),
            _key("idle_red", DAYS, _("Wages stopped, red after"), 1, 3650),
            _key("no_work_days", DAYS, _("Able to work, nobody works: after"), 1, 3650),
            _key("earner_lost_days", DAYS, _("Main earner lost: within the last"), 1, 3650, **FIRM),
            _key("earner_share", SHARE, _("Main earner: at least this share of the net income"), 0.01, 1),
            _key("work_age_least", YEARS, _("Working age begins with"), 14, 30, **FIRM),
            _key("work_age_most", YEARS, _("Working age ends with"), 40, 80, **FIRM),
            _key("offer_days", DAYS, _("Able and wanting work: an offer within"), 1, 3650, **FIRM),
            _key("course_days", DAYS, _("A course: a job within"), 1, 3650, **FIRM),
            _key("equipment_days", DAYS, _("Equipment lent: work with it within"), 1, 3650, **FIRM),
            _key("claim_days", DAYS, _("A cash grant that was applied for: paid within"), 1, 3650, **FIRM),
            _key("returned_days", DAYS, _("Somebody who worked away counts as returned for"), 1, 3650, **FIRM),
            _key("unheard_days", DAYS, _("Somebody who works away is to be asked again after"), 1, 3650, **FIRM),
            _key("unpaid_months", MONTHS, _("In a post and unpaid: after"), 1, 36, **FIRM),
            _key("pay_days", DAYS, _("A payment list: sent within, after the end of its month"), 1, 365, **FIRM),
        ],
    ),
    (
        _("Disasters, accidents and failed projects"),
        [
            _key("crop_loss", PERCENT, _("Part of the crop lost in a disaster, from"), 1, 100),
            _key("accident_days", DAYS, _("An accident counts as recent for"), 1, 3650),
            _key("business_loss_share", SHARE, _("Loss of business income, from"), 0.01, 1),
        ],
    ),
    (
        _("Credit, allowance and relief"),
        [
            _key("overdue_amber", DAYS, _("Credit overdue, amber after"), 1, 3650),
            _key("overdue_red", DAYS, _("Credit overdue, red after"), 1, 3650),
            _key("support_days", DAYS, _("A change of allowance or destitute support counts for"), 1, 3650),
            _key("reliefs_many", RELIEFS, _("Temporary reliefs in twelve months, from"), 1, 50),
        ],
    ),
    (_("After clearing"), [_key("unstable_months", MONTHS, _("A clearing counts as recent for"), 1, 120)]),
    (
        _("Colour of a household"),
        [
            _key("amber_switch", SWITCH, _("Several amber groups make red"), 0, 1),
            _key("amber_groups_red", GROUPS, _("Number of different amber groups that make a household red"), 2, 10),
        ],
    ),
    (
        _("Visits"),
        [
            _key("visit_days_followed", DAYS, _("Visit a household under monitoring every"), 1, 365, **FIRM),
            _key("visit_days_lifted", DAYS, _("Visit a cleared or lifted household every"), 1, 730, **FIRM),
            _key(
                "visits_a_day", VISITS, _("More visits than this by one person on one day are doubtful"), 1, 200, **FIRM
            ),
            _key("visit_metres", METRES, _("A visit further from the home than this is doubtful"), 50, 100_000, **FIRM),
        ],
    ),
    (
        _("Deadlines of alerts"),
        [
            _key("accept_days", DAYS, _("Accept an alert within"), 1, 60, **FIRM),
            _key("verify_days_red", DAYS, _("Verify a red alert within"), 1, 60, **FIRM),
            _key("verify_days_amber", DAYS, _("Verify an amber alert within"), 1, 60, **FIRM),
            _key("answer_days", DAYS, _("Answer an alert within"), 1, 90, **FIRM),
            _key("working_days", SWITCH, _("Deadlines of alerts count working days"), 0, 1, **FIRM),
            _key("quiet_days", DAYS, _("An answered signal stays quiet for"), 0, 730, **FIRM),
            _key("red_direct", SWITCH, _("Red alerts go to the village at once"), 0, 1, **FIRM),
            _key(
                "second_look_share",
                SHARE,
                _("Alerts closed as no risk: share that the county looks at again"),
                0,
                1,
                **FIRM,
            ),
        ],
    ),
    (
        _("Cases"),
        [
            _key("decision_days", DAYS, _("From the clue to the decision at most"), 1, 90, **FIRM),
            _key("notice_days", DAYS, _("A public notice lasts at least"), 1, 30, **FIRM),
            _key(
                "clear_months", MONTHS, _("Before clearing: monitored, and above the line, for at least"), 1, 60, **FIRM
            ),
            _key("plan_days", DAYS, _("A plan of assistance after the approval within"), 1, 365, **FIRM),
            _key("first_measure_days", DAYS, _("A first measure delivered after the approval within"), 1, 365, **FIRM),
            _key("judgement_months", MONTHS, _("A judgement note about a case at least every"), 1, 60, **FIRM),
        ],
    ),
    (
        _("Departments"),
        [
            _key("department_days", DAYS, _("A department replies to an answer within"), 1, 365, **FIRM),
            _key("comparison_days", DAYS, _("A department answers an inquiry within"), 1, 60, **FIRM),
        ],
    ),
    (
        _("Reading that is told to the auditor"),
        [
            _key(
                "read_hour",
                FAMILIES,
                _("Tell the auditor: more families than this opened within an hour"),
                1,
                10_000,
                **FIRM,
            ),
            _key(
                "read_elsewhere",
                FAMILIES,
                _("Tell the auditor: more families than this opened on a day outside one's usual places"),
                1,
                10_000,
                **FIRM,
            ),
            _key(
                "read_night",
                FAMILIES,
                _("Tell the auditor: more families than this opened at night"),
                1,
                10_000,
                **FIRM,
            ),
            _key(
                "read_pages", PAGES, _("Tell the auditor: more pages than this of one list on a day"), 1, 10_000, **FIRM
            ),
        ],
    ),
    (
        _("Data that ends"),
        [
            _key("keep_upload_days", DAYS, _("Uploaded files that nobody saved end after"), 1, 365, **FIRM),
            _key("keep_export_months", MONTHS, _("Who had which file made is kept for"), 6, 240, **FIRM),
            _key("keep_photo_months", MONTHS, _("Photos and voice notes of visits end after"), 6, 600, **FIRM),
            _key("keep_put_aside_months", MONTHS, _("Visits that were put aside end after"), 6, 600, **FIRM),
            _key(
                "keep_scan_months",
                MONTHS,
                _("Signed papers end this long after their case was closed"),
                12,
                1200,
                **FIRM,
            ),
            _key("keep_log_months", MONTHS, _("The access log is kept for"), 6, 600, **FIRM),
            _key("keep_left_months", MONTHS, _("Households that left are made anonymous after"), 12, 1200, **FIRM),
            _key(
                "request_days",
                DAYS,
                _("People's requests about their data are answered within (working days)"),
                1,
                60,
                **FIRM,
            ),
        ],
    ),
]
PARAMETER_KEYS = {key.code: key for _name, keys in PARAMETER_THEMES for key in keys}
