"""What the departments of a sample county were asked: the demo liaison finds something answered, open and late."""

import datetime as dt

import pytest

from cases.procedure.actions import add_comparisons
from cases.tests import way
from core.dates import today
from departments.models import Inquiry
from departments.tests.asked import banker, consented
from povwatch.tests.factories import household
from sample.chance import Chance
from sample.departments.inquiries import ask_about_families

pytestmark = pytest.mark.django_db
LONG_AGO = dt.timedelta(30)


@pytest.fixture
def hu(county):
    return banker(county)


@pytest.fixture
def sent(heyi, county, lan, wen, qin, hu):
    """Three candidates whose families agreed a month ago, of one of whom the banks found something."""
    cases = [way.verified(way.proposed(household(heyi, people=2), lan), lan, wen) for _ in range(3)]
    for case in cases:
        consented(case, lan, "banks", "housing")
        case.authorisations.update(signed_on=today() - LONG_AGO)
    add_comparisons(cases[0], by=qin, compared_on=today(), results={"banks": (True, "A loan")})
    Inquiry.objects.all().delete()
    ask_about_families(county, today(), {"banks": hu.pk}, Chance("inquiries"))
    return cases


def test_a_comparison_was_an_answer(sent, hu):
    answered = Inquiry.objects.get(state="answered")
    assert (answered.case, answered.found, answered.note) == (sent[0].pk, True, "A loan")
    assert answered.closed_by == hu and answered.people == []


def test_one_open_inquiry_of_a_department_is_late(sent, hu):
    opened = Inquiry.objects.visible_to(hu).open()
    assert {one.case for one in opened} == {sent[1].pk, sent[2].pk} and all(one.people for one in opened)
    assert [one.case for one in Inquiry.objects.late(today())] == [sent[1].pk]


def test_only_departments_with_a_liaison_were_asked(sent):
    assert set(Inquiry.objects.values_list("department", flat=True)) == {"banks"}
