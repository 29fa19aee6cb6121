"""Every rule in situations a clerk would recognise. The monitoring line is 8,800 yuan, the day is 15 June 2026, and the
other parameters are as shipped.

A situation: what it is, the level it gives (None: no flag), the facts."""

import datetime as dt

import pytest

from alerts.levels import Level
from alerts.rules import RULES
from cases.tests.test_rules import SITUATIONS as AFTER_CLEARING
from policy import parameters
from povwatch.tests.factories import DAY

from .situations import expected, outcome, standing, where

AMBER, RED = Level.AMBER, Level.RED


def ago(days):
    return DAY - dt.timedelta(days)


SITUATIONS = {
    "INC-01": [
        ("a cent under the line", RED, where(per_capita="8799.99", is_safety_net=False)),
        ("exactly on the line", None, where(per_capita=8800)),
        ("over the line", None, where(per_capita=8801)),
        ("nothing earned at all", RED, where(per_capita=0)),
        ("production cost ate more than was earned", RED, where(per_capita=-200)),
        ("a cent under the line, under monitoring", AMBER, where(per_capita="8799.99", case_state="active")),
        ("on the line, under monitoring", None, where(per_capita=8800, case_state="active")),
        ("under the line while its clearing is proposed", AMBER, where(per_capita=5000, case_state="clearing")),
        ("under the line after its risk was cleared", RED, where(per_capita=5000, case_state="cleared")),
        ("under the line, and its last case ended", RED, where(per_capita=5000, case_state="ended")),
        ("two people share: 17,599 is under twice the line", RED, where(net=17_599, people=2)),
        ("two people share: 17,600 is on it", None, where(net=17_600, people=2)),
        ("six of the months carried forward", RED, where(per_capita=5000, income_carried=6)),
        ("seven months carried forward: by estimate", AMBER, where(per_capita=5000, income_carried=7)),
        ("income was never asked", None, where(people=2)),
        ("income without people is income per nobody", None, where(net=5000)),
    ],
    "INC-02": [
        ("a cent under the line is below, not near", None, where(per_capita="8799.99")),
        ("exactly on the line", AMBER, where(per_capita=8800)),
        ("a cent under 1.1 times the line", AMBER, where(per_capita="9679.99")),
        ("exactly 1.1 times the line", None, where(per_capita=9680)),
        ("near the line and under monitoring", AMBER, where(per_capita=9000, case_state="active")),
        ("income was never asked", None, where(people=1)),
    ],
    "INC-03": [
        ("fell by 29.99 %", None, where(per_capita=7001, per_capita_before=10_000)),
        ("fell by 30 %", AMBER, where(per_capita=7000, per_capita_before=10_000)),
        ("fell by 49.99 %", AMBER, where(per_capita=5001, per_capita_before=10_000)),
        ("fell by half", RED, where(per_capita=5000, per_capita_before=10_000)),
        ("fell by half, to a cent under 1.5 lines", RED, where(per_capita="13199.99", per_capita_before=30_000)),
        ("fell by half, but to 1.5 lines", None, where(per_capita=13_200, per_capita_before=30_000)),
        ("fell by half, six months carried", RED, where(per_capita=5000, per_capita_before=10_000, income_carried=6)),
        ("fell by half, by estimate", AMBER, where(per_capita=5000, per_capita_before=10_000, income_carried=7)),
        ("fell below nothing", RED, where(per_capita=-1, per_capita_before=9000)),
        ("rose", None, where(per_capita=9000, per_capita_before=8000)),
        ("nothing last year to fall from", None, where(per_capita=5000, per_capita_before=0)),
        ("a yuan last year, nothing now", RED, where(per_capita=0, per_capita_before=1)),
        ("nothing last year and nothing now", None, where(per_capita=0, per_capita_before=0)),
        ("last year was not recorded", None, where(per_capita=5000)),
        ("this year is not recorded", None, where(per_capita_before=10_000)),
    ],
    "INC-04": [
        (
            "a yuan less every year",
            AMBER,
            where(per_capita=9997, per_capita_before=9998, per_capita_before2=9999, per_capita_before3=10_000),
        ),
        (
            "the same as last year",
            None,
            where(per_capita=9998, per_capita_before=9998, per_capita_before2=9999, per_capita_before3=10_000),
        ),
        (
            "the same in the year before as in the one before that",
            None,
            where(per_capita=9997, per_capita_before=9998, per_capita_before2=9998, per_capita_before3=10_000),
        ),
        (
            "the same three years and two years ago",
            None,
            where(per_capita=9997, per_capita_before=9998, per_capita_before2=9999, per_capita_before3=9999),
        ),
        (
            "fell twice only",
            None,
            where(per_capita=9997, per_capita_before=9998, per_capita_before2=9999, per_capita_before3=9000),
        ),
        ("only three years are known", None, where(per_capita=9997, per_capita_before=9998, per_capita_before2=9999)),
    ],
    "EXP-01": [
        ("a cent under the line remains", RED, where(per_capita=10_000, out_of_pocket="1200.01")),
        ("exactly the line remains", None, where(per_capita=10_000, out_of_pocket=1200)),
        ("claims bring it back to the line", None, where(per_capita=10_000, out_of_pocket=5000, claims=3800)),
        ("claims do not bring it back", RED, where(per_capita=10_000, out_of_pocket=5000, claims=3799)),
        ("exactly on the line before the bill", RED, where(per_capita=8800, out_of_pocket=1)),
        ("already below the line: that is another rule", None, where(per_capita=8799, out_of_pocket=5000)),
        ("under monitoring for it", RED, where(per_capita=10_000, out_of_pocket=5000, case_state="active")),
        ("six of the months carried", RED, where(per_capita=10_000, out_of_pocket=5000, income_carried=6)),
        ("seven months carried: by estimate", AMBER, where(per_capita=10_000, out_of_pocket=5000, income_carried=7)),
        ("nobody asked about medical costs", None, where(per_capita=10_000, claims=500)),
    ],
    "EXP-02": [
        ("a cent under half of the net income", None, where(net=20_000, out_of_pocket="9999.99")),
        ("half of the net income", AMBER, where(net=20_000, out_of_pocket=10_000)),
        ("medicine and schooling together", AMBER, where(net=20_000, out_of_pocket=6000, schooling_cost=4000)),
        ("schooling alone", AMBER, where(net=20_000, schooling_cost=12_000)),
        ("no net income, and a bill", AMBER, where(net=0, out_of_pocket=1)),
        ("no net income and nothing spent", None, where(net=0, out_of_pocket=0)),
        ("income was never asked", None, where(out_of_pocket=10_000)),
        ("spending was never asked", None, where(net=100)),
    ],
    "MED-01": [
        ("lifted, a cent under 5,000", None, where(kind="lifted", self_paid_this_year="4999.99")),
        ("lifted, 5,000", AMBER, where(kind="lifted", self_paid_this_year=5000)),
        ("lifted, a cent under three times that", AMBER, where(kind="lifted", self_paid_this_year="14999.99")),
        ("lifted, three times that", RED, where(kind="lifted", self_paid_this_year=15_000)),
        ("general, a cent under 20,000", None, where(kind="general", self_paid_this_year="19999.99")),
        ("general, 20,000", AMBER, where(kind="general", self_paid_this_year=20_000)),
        ("general, 60,000", RED, where(kind="general", self_paid_this_year=60_000)),
        (
            "general under monitoring, 5,000",
            AMBER,
            where(kind="general", case_state="clearing", self_paid_this_year=5000),
        ),
        (
            "general whose risk was cleared, 5,000",
            None,
            where(kind="general", case_state="cleared", self_paid_this_year=5000),
        ),
        ("lifted, a cent under 5,000 by insurance", None, where(kind="lifted", insured_self_paid="4999.99")),
        ("lifted, 5,000 by insurance", AMBER, where(kind="lifted", insured_self_paid=5000)),
        ("lifted, a cent more by insurance", AMBER, where(kind="lifted", insured_self_paid="5000.01")),
        (
            "lifted, 15,000 by insurance alone",
            RED,
            where(insured_self_paid=15_000, self_paid_this_year=1, kind="lifted"),
        ),
        ("general, a cent under 20,000 by insurance", None, where(kind="general", insured_self_paid="19999.99")),
        ("general, 20,000 by insurance", AMBER, where(kind="general", insured_self_paid=20_000)),
        ("two halves told by two are not added", None, where(insured_self_paid=2500, self_paid_this_year=2500)),
        ("bills never asked", None, where(kind="lifted")),
    ],
    "MED-02": [
        ("a cent under 500 in a month", None, where(outpatient_paid="499.99")),
        ("500 in a month", AMBER, where(outpatient_paid=500)),
        ("a cent more", AMBER, where(outpatient_paid="500.01")),
        ("only hospital bills", None, where(insured_self_paid=6000)),
        ("nothing told", None, where(people=2)),
    ],
    "MED-03": [
        ("lifted, told 89 days ago", RED, where(kind="lifted", illness_told_on=ago(89))),
        ("lifted, told 90 days ago", RED, where(kind="lifted", illness_told_on=ago(90))),
        ("lifted, told 91 days ago", None, where(kind="lifted", illness_told_on=ago(91))),
        ("general, told today", AMBER, where(kind="general", illness_told_on=DAY)),
        ("general, told 91 days ago", None, where(kind="general", illness_told_on=ago(91))),
        ("general under monitoring", RED, where(kind="general", case_state="active", illness_told_on=DAY)),
        ("an old illness of the registry is not new", None, where(kind="lifted", serious_illness=1)),
        ("nothing told", None, where(kind="lifted")),
    ],
    "MED-04": [
        ("lifted, one person uninsured", RED, where(kind="lifted", uninsured=1)),
        ("general, one person uninsured", AMBER, where(kind="general", uninsured=1)),
        ("general under monitoring, one uninsured", RED, where(kind="general", case_state="active", uninsured=1)),
        ("everybody insured", None, where(kind="lifted", uninsured=0)),
        ("nobody asked", None, where(kind="lifted", insurance_unknown=2)),
    ],
    "DIS-01": [
        ("somebody of level 1 or 2", AMBER, where(severe_disability=1, net=10_000)),
        ("who earns a cent less than 30 %", AMBER, where(severe_disability=1, net=10_000, disabled_wages="2999.99")),
        ("who earns 30 % of the income", RED, where(severe_disability=1, net=10_000, disabled_wages=3000)),
        ("whose wages are known to be nothing", AMBER, where(severe_disability=1, net=0, disabled_wages=0)),
        ("who earns, and the family lost money", RED, where(severe_disability=1, net=-50, disabled_wages=1)),
        ("who earns, of an income nobody knows", AMBER, where(severe_disability=2, disabled_wages=3000)),
        ("level 2 by its certificate", AMBER, where(severe_told=1, severe_disability=0)),
        ("level 2 by its certificate, earns 30 %", RED, where(severe_told=1, net=10_000, disabled_wages=3000)),
        ("a certificate of 89 days ago", AMBER, where(certificate_told_on=ago(89), severe_told=0)),
        ("a certificate of 90 days ago", AMBER, where(certificate_told_on=ago(90), severe_told=0)),
        ("a certificate of 91 days ago", None, where(certificate_told_on=ago(91), severe_told=0)),
        ("a new one of level 3, who earns", AMBER, where(certificate_told_on=DAY, net=10_000, disabled_wages=9000)),
        ("nobody", None, where(severe_disability=0, net=10_000)),
        ("nobody was asked", None, where(people=2)),
    ],
    "EDU-01": [
        ("one child out of school", RED, where(out_of_school=1)),
        ("education misses one, the registry none", RED, where(out_of_school=0, dropouts_told=1)),
        ("education tells of others", None, where(dropouts_told=0)),
        ("every child in school", None, where(out_of_school=0)),
        ("nobody asked", None, where(people=3)),
    ],
    "EDU-02": [
        ("exactly 10,000", None, where(schooling_cost=10_000)),
        ("a cent more", AMBER, where(schooling_cost="10000.01")),
        ("exactly 10,000 by education", None, where(schooling_told=10_000)),
        ("a cent more by education", AMBER, where(schooling_told="10000.01", schooling_cost=0)),
        ("a cent less by education", None, where(schooling_told="9999.99")),
        ("nothing paid", None, where(schooling_cost=0)),
        ("nobody asked", None, where(people=3)),
    ],
    "EDU-03": [
        ("one student", None, where(students_beyond_compulsory=1, per_capita=9000)),
        ("two students", AMBER, where(students_beyond_compulsory=2, per_capita=9000)),
        ("a cent under 1.5 times the line", AMBER, where(students_beyond_compulsory=3, per_capita="13199.99")),
        ("1.5 times the line", None, where(students_beyond_compulsory=3, per_capita=13_200)),
        ("income was never asked", None, where(students_beyond_compulsory=3)),
    ],
    "HOU-01": [
        ("grade A", None, where(house_grade="A")),
        ("grade B", None, where(house_grade="B", housing_met=True)),
        ("grade C", RED, where(house_grade="C")),
        ("grade D, found safe", RED, where(house_grade="D", housing_met=True)),
        ("grade A, found unsafe", RED, where(house_grade="A", housing_met=False)),
        ("no grade, found unsafe", RED, where(house_grade="", housing_met=False)),
        ("grade A, unsafe by the housing department", RED, where(house_grade="A", unsafe_houses_told=1)),
        ("the department tells of other things", None, where(house_grade="A", unsafe_houses_told=0)),
        ("neither graded nor checked", None, where(house_grade="")),
    ],
    "WAT-01": [
        ("out for 30 days", AMBER, where(water_met=False, water_problem="out", water_out_since=ago(30))),
        ("out for 31 days", RED, where(water_met=False, water_problem="out", water_out_since=ago(31))),
        ("out, nobody knows since when", AMBER, where(water_met=False, water_problem="out")),
        ("bad quality", AMBER, where(water_met=False, water_problem="quality")),
        ("too far", AMBER, where(water_met=False, water_problem="distance")),
        ("was out once, safe now", None, where(water_met=True, water_problem="out", water_out_since=ago(90))),
        ("never checked, the registry says unsafe", AMBER, where(has_safe_water=False)),
        ("the registry says unsafe, the later check safe", None, where(has_safe_water=False, water_met=True)),
        ("the registry says safe", None, where(has_safe_water=True)),
        ("out for 30 days by the water works", None, where(water_out_told_since=ago(30))),
        ("out for 31 days by the water works", RED, where(water_out_told_since=ago(31), water_met=True)),
        ("never asked at all", None, where(water_problem="")),
    ],
    "JOB-01": [
        ("idle for 29 days", None, where(net=10_000, wages=8000, idle_since=ago(29))),
        ("idle for 30 days", AMBER, where(net=10_000, wages=8000, idle_since=ago(30))),
        ("idle for 89 days", AMBER, where(net=10_000, wages=8000, idle_since=ago(89))),
        ("idle for 90 days", RED, where(net=10_000, wages=8000, idle_since=ago(90))),
        ("wages are 60 % of the income", RED, where(net=10_000, wages=6000, idle_since=ago(90))),
        ("wages are a cent less", None, where(net=10_000, wages="5999.99", idle_since=ago(90))),
        ("wages are all there is, after cost", AMBER, where(net=-500, wages=1000, idle_since=ago(30))),
        ("never any wages", None, where(net=0, wages=0, idle_since=ago(90))),
        ("a yuan of wages", RED, where(net=1, wages=1, idle_since=ago(90))),
        ("somebody works", None, where(net=10_000, wages=8000, working=1)),
        ("no employment account", None, where(net=10_000, wages=8000)),
        ("no account, unpaid for 29 days", None, where(net=10_000, wages=8000, unpaid_since=ago(29))),
        ("no account, unpaid for 30 days", AMBER, where(net=10_000, wages=8000, unpaid_since=ago(30))),
        ("no account, unpaid for 89 days", AMBER, where(net=10_000, wages=8000, unpaid_since=ago(89))),
        ("no account, unpaid for 90 days", RED, where(net=10_000, wages=8000, unpaid_since=ago(90))),
        ("unpaid, but somebody works", None, where(net=10_000, wages=8000, working=1, unpaid_since=ago(90))),
        ("unpaid, wages were a cent too little", None, where(net=10_000, wages="5999.99", unpaid_since=ago(90))),
        ("returned 29 days ago", None, where(net=10_000, wages=8000, work_ended_told_on=ago(29))),
        ("returned 30 days ago", AMBER, where(net=10_000, wages=8000, work_ended_told_on=ago(30))),
        ("returned 89 days ago", AMBER, where(net=10_000, wages=8000, work_ended_told_on=ago(89))),
        ("returned 90 days ago", RED, where(net=10_000, wages=8000, working=0, work_ended_told_on=ago(90))),
        ("returned, but another works", None, where(net=10_000, wages=8000, working=1, work_ended_told_on=ago(90))),
        ("returned, wages a cent too little", None, where(net=10_000, wages="5999.99", work_ended_told_on=ago(90))),
        ("income was never asked", None, where(idle_since=ago(90))),
    ],
    "JOB-02": [
        ("idle for 59 days", None, where(labour=1, business=0, wages=0, working=0, idle_since=ago(59))),
        ("idle for 60 days", AMBER, where(labour=1, business=0, wages=0, working=0, idle_since=ago(60))),
        ("wages until then", AMBER, where(labour=2, business=0, wages=9000, working=0, idle_since=ago(60))),
        ("earns from a business", None, where(labour=1, business=1, wages=0, working=0, idle_since=ago(90))),
        ("nobody able to work", None, where(labour=0, business=0, wages=0, working=0, idle_since=ago(90))),
        ("somebody works", None, where(labour=1, business=0, wages=0, working=1)),
        ("no account and no wages in twelve months", AMBER, where(labour=1, business=0, wages=0)),
        ("no account, but wages", None, where(labour=1, business=0, wages=1)),
        ("no account, income never asked", None, where(labour=1)),
        ("capacity to work never asked", None, where(business=0, wages=0)),
    ],
    "LAB-01": [
        ("nobody able to work, no support", RED, where(people=2, labour=0, allowance=0, destitute=0)),
        ("one person alone, the same", RED, where(people=1, labour=0, allowance=0, destitute=0)),
        ("somebody able to work", None, where(people=2, labour=1, allowance=0, destitute=0)),
        ("one receives subsistence allowance", None, where(people=2, labour=0, allowance=1, destitute=0)),
        ("one receives destitute support", None, where(people=2, labour=0, allowance=0, destitute=1)),
        ("nobody is left in the household", None, where(people=0, labour=0, allowance=0, destitute=0)),
        ("support never asked", None, where(people=2, labour=0, destitute=0)),
        ("capacity to work never asked", None, where(people=2, allowance=0, destitute=0)),
    ],
    "LAB-02": [
        ("who worked, lost today", AMBER, where(worker_lost_on=DAY)),
        ("who worked, lost 90 days ago", AMBER, where(worker_lost_on=ago(90))),
        ("who worked, lost 91 days ago", None, where(worker_lost_on=ago(91))),
        ("had earned 30 % of what the family had", AMBER, where(wage_earner_lost_on=DAY, lost_wages=3000, net=7000)),
        ("had earned a cent less", None, where(wage_earner_lost_on=DAY, lost_wages="2999.99", net="7000.01")),
        ("who worked had earned little", None, where(worker_lost_on=DAY, lost_wages=1000, net=9000)),
        ("had earned something of nobody knows how much", AMBER, where(wage_earner_lost_on=DAY, lost_wages=1)),
        ("had earned, and what stays is less than nothing", AMBER, where(lost_wages=1000, net=-3000)),
        ("wages known to be nothing", None, where(lost_wages=0, net=7000)),
        ("nobody lost", None, where(people=3)),
    ],
    "DSR-01": [
        ("29 % of the crop", None, where(crop_lost_percent=29)),
        ("a hundredth under 30 %", None, where(crop_lost_percent="29.99")),
        ("30 % of the crop", AMBER, where(crop_lost_percent=30)),
        ("all of the crop", AMBER, where(crop_lost_percent=100)),
        ("the house", RED, where(house_lost_on=ago(180))),
        ("the house and the crop", RED, where(house_lost_on=DAY, crop_lost_percent=40)),
        ("nothing told", None, where(people=2)),
    ],
    "ACC-01": [
        ("disabled 90 days ago", RED, where(grave_accident_on=ago(90))),
        ("disabled 91 days ago", None, where(grave_accident_on=ago(91))),
        ("injured 89 days ago", AMBER, where(injury_on=ago(89))),
        ("injured 90 days ago", AMBER, where(injury_on=ago(90))),
        ("injured 91 days ago", None, where(injury_on=ago(91))),
        ("a death long ago, an injury lately", AMBER, where(grave_accident_on=ago(200), injury_on=DAY)),
        ("nothing told", None, where(people=2)),
    ],
    "IND-01": [
        ("a project failed", AMBER, where(project_failed_on=ago(365))),
        ("a project failed that they had joined", AMBER, where(joined_project_failed_on=ago(365))),
        ("a cent under 30 % of the business income", None, where(business=10_000, business_loss="2999.99")),
        ("30 % of the business income", AMBER, where(business=10_000, business_loss=3000)),
        ("a cent more", AMBER, where(business=10_000, business_loss="3000.01")),
        ("a loss without a business", None, where(business=0, business_loss=3000)),
        ("a loss, the business was never asked", None, where(business_loss=3000)),
        ("a business without a loss", None, where(business=10_000)),
    ],
    "LOAN-01": [
        ("overdue for 29 days", None, where(credit_overdue_since=ago(29))),
        ("overdue for 30 days", AMBER, where(credit_overdue_since=ago(30))),
        ("overdue for 31 days", AMBER, where(credit_overdue_since=ago(31))),
        ("overdue for 89 days", AMBER, where(credit_overdue_since=ago(89))),
        ("overdue for 90 days", RED, where(credit_overdue_since=ago(90))),
        ("overdue for 91 days", RED, where(credit_overdue_since=ago(91))),
        ("nothing told", None, where(people=2)),
    ],
    "CIV-01": [
        ("stopped 89 days ago", AMBER, where(support_stopped_on=ago(89))),
        ("stopped 90 days ago", AMBER, where(support_stopped_on=ago(90))),
        ("stopped 91 days ago", None, where(support_stopped_on=ago(91))),
        ("one relief", None, where(reliefs=1)),
        ("two reliefs", AMBER, where(reliefs=2)),
        ("three reliefs", AMBER, where(reliefs=3)),
        ("new 90 days ago, never visited", AMBER, where(support_new_on=ago(90))),
        ("new 91 days ago, never visited", None, where(support_new_on=ago(91))),
        ("new, visited the day before", AMBER, where(support_new_on=ago(10), last_visit_on=ago(11))),
        ("new, visited on the day", None, where(support_new_on=ago(10), last_visit_on=ago(10))),
        ("new, visited since", None, where(support_new_on=ago(10), last_visit_on=ago(9))),
        ("nothing told", None, where(people=2, reliefs=0)),
    ],
    "APP-01": [
        ("a call not answered", AMBER, where(asked_for_help_on=ago(400))),
        ("declared today", AMBER, where(declared_on=DAY)),
        ("neither", None, where(people=2)),
    ],
    "VIS-01": [
        ("a shock that can wait for a month", AMBER, where(last_visit_on=DAY, shocks_seen=["01"])),
        ("an unsafe house", RED, where(last_visit_on=DAY, shocks_seen=["10"])),
        ("an accident beside an illness", RED, where(last_visit_on=DAY, shocks_seen=["01", "05"])),
        ("a child out of school", RED, where(last_visit_on=DAY, shocks_seen=["12"])),
        ("a landslide", RED, where(last_visit_on=DAY, shocks_seen=["0202"])),
        ("an earthquake", RED, where(last_visit_on=DAY, shocks_seen=["0206"])),
        ("a guarantee not met", RED, where(last_visit_on=DAY, shocks_seen=[], guarantees_failed=1)),
        ("all well", None, where(last_visit_on=DAY, shocks_seen=[], guarantees_failed=0)),
        ("a shock, guarantees not asked", AMBER, where(last_visit_on=DAY, shocks_seen=["07"])),
        ("never visited", None, where(people=1)),
    ],
}
ALL = SITUATIONS | AFTER_CLEARING


@pytest.mark.parametrize("code", sorted(SITUATIONS))
def test_a_rule_in_its_situations(code, heyi):
    assert outcome(heyi, code, SITUATIONS[code]) == expected(SITUATIONS[code])


def test_no_rule_stands_over_a_household_of_which_nothing_is_known(heyi):
    assert standing(heyi, [{}]) == [{}]


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_has_situations_for_each_of_its_levels_and_for_silence(code, county):
    levels = RULES[code].levels(parameters.parameters_on(DAY, county))
    possible = {None} | ({RED} if levels.red else set()) | ({AMBER} if levels.amber else set())
    situations = ALL.get(code, [])
    assert set(expected(situations).values()) == possible, f"{code}: add its situations to {__file__}"
    assert len(expected(situations)) == len(situations), f"{code}: two situations bear one name"
