"""The dashboard tells how many people of working age stand where, as the employment account does."""

import datetime as dt
import re

import pytest

from core.dates import today
from policy import parameters
from povwatch.tests.factories import household, member
from work.models import AccountEntry, WorkNeed
from work.people.entries import refresh_account_entries

pytestmark = pytest.mark.django_db
CAPTION = "<caption>People who can work.*?</table>"


@pytest.fixture
def people(county, heyi, shuikou):
    """Tian needs work and Rao cannot; Duan of the other township looks for none."""
    grown = {"birth_date": dt.date(1990, 1, 1), "labour": "ordinary"}
    member(household(heyi, people=0), name="Tian", **grown)
    member(household(heyi, people=0), name="Rao", **{**grown, "labour": "lost"})
    duan = member(household(shuikou, people=0), name="Duan", **grown)
    WorkNeed.objects.create(member=duan, told_on=today(), wants_work=False)
    refresh_account_entries(parameters.parameters_on(today(), county), county=county)


def told(client, **query):
    """Return {label: (number, list behind it)} of the panel; nothing where it is not shown."""
    table = re.search(CAPTION, client.get("/dashboard/", query).content.decode(), re.S)
    rows = re.findall(r"<th scope=.row.>(.*?)</th>\s*<td[^>]*>(.*?)</td>", table[0] if table else "", re.S)
    return {label: (re.sub("<[^>]+>", "", cell).strip(), re.findall('href="(.*?)"', cell)) for label, cell in rows}


def test_the_county_sees_the_account_and_who_stands_beside_it(people, qin, client_of):
    found = told(client_of(qin))
    assert found["In the account"] == ("1", ["/work/?village=999001"])
    assert found["Needs work"] == ("1", ["/work/?village=999001&amp;state=needs"])
    assert found["Beside the account"] == ("2", ["/work/?village=999001&amp;state=beside"])
    assert found["Working outside the province"][0] == "0"


def test_each_number_opens_a_list_of_as_many(people, qin, client_of):
    client = client_of(qin)
    for number, links in told(client).values():
        page = client.get(links[0].replace("&amp;", "&")) if links else None
        assert page is None or page.context["page"].paginator.count == int(number)


def test_a_township_sees_its_own(people, zhao, client_of):
    found = told(client_of(zhao))
    assert (found["In the account"][0], found["Beside the account"][0]) == ("1", "1")


def test_a_past_day_says_nothing_of_the_account(people, qin, client_of):
    assert told(client_of(qin), on=f"{today() - dt.timedelta(1)}") == {}


def test_where_nobody_is_of_working_age_there_is_no_panel(county, heyi, qin, client_of):
    household(heyi, people=0)
    assert told(client_of(qin)) == {}
    assert not AccountEntry.objects.exists()
