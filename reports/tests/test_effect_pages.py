"""Did it help? What the pages add up and show of counted measures."""

from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.dates import add_months
from core.jobs.models import Job
from reports.effects.columns import change_words
from reports.effects.count import FEWEST, count_effects
from reports.effects.figures import group_figures, kind_figures, offer_figures
from reports.models import MeasureEffect
from work.models import Placement
from work.tests.offered import offer

from .effects import LAST, family, given, others

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


# ------------------------------------------------------------------------------------------------------ groups, offers


def test_a_household_counts_once_a_group_with_its_first_measure_and_every_yuan(county, heyi):
    home = family(heyi, 4_000, 6_000)
    given(home, cost=Decimal(300))
    given(home, add_months(LAST, 3), cost=Decimal(500))
    given(home, group="industry", cost=Decimal(50))
    count_effects(county)
    industry, employment = group_figures(MeasureEffect.objects.all(), {})
    assert (employment.row["households"], employment.row["counted"], employment.row["cost"]) == (1, 1, 800)
    assert (industry.row["households"], industry.row["cost"]) == (1, 50)


def test_offers_are_told_by_kind_and_one_by_one(county, heyi, lan):
    sewing, welding = offer(heyi, "course", title="Sewing"), offer(heyi, "course", title="Welding")
    for one, after in ((sewing, 6_000), (welding, 9_000)):
        home = family(heyi, 4_000, after)
        measure = given(home)
        Placement.objects.create(
            offer=one, member=home.members.get(), measure=measure, offered_on=LAST, by=lan
        )  # fmt: skip
    count_effects(county)
    effects = MeasureEffect.objects.all()
    [courses] = kind_figures(effects, {})
    assert (courses.row["households"], courses.middle("changes")) == (2, 3_500)
    [of_sewing] = offer_figures(effects, [sewing], {})
    assert [change_words(of_sewing), change_words(courses)] == ["", "2,750 to 4,250"]  # of one there is no spread
    told_of = {one.label: one.middle("changes") for one in offer_figures(effects, [sewing, welding], {})}
    assert told_of == {f"Sewing · {heyi}": 2_000, f"Welding · {heyi}": 5_000}  # many villages have a “cleaner”


def test_below_five_households_the_list_is_shown_and_nothing_compared(county, heyi, qin, client_of):
    others(heyi, [100] * 5)
    for _one in range(FEWEST - 1):
        given(family(heyi, 4_000, 6_000))
    count_effects(county)
    client = client_of(qin)
    assert "too few to compare" in client.get(reverse("reports:effects")).content.decode()
    [figure] = group_figures(MeasureEffect.objects.all(), {})
    assert not figure.is_compared and figure.middle("changes") == 2_000
    assert client.get(figure.list_url()).context["page"].paginator.count == FEWEST - 1
    given(family(heyi, 4_000, 6_000))
    count_effects(county)
    [figure] = group_figures(MeasureEffect.objects.all(), {})
    assert figure.is_compared and figure.peers("avg_peers_middle") == 100


# -------------------------------------------------------------------------------------------------------------- pages


@pytest.fixture
def counted(county, heyi, shuikou, lan):
    """Two families of Heyi with a course, one of Shuikou; of one of Heyi nothing is known."""
    course = offer(heyi, "course", title="Sewing")
    homes = [family(heyi, 4_000, 6_000), family(heyi, None, None), family(shuikou, 4_000, 5_000)]
    for home in homes:
        measure = given(home)
        Placement.objects.create(offer=course, member=home.members.get(), measure=measure, offered_on=LAST, by=lan)
    count_effects(county)
    return course


def test_every_number_opens_the_list_of_as_many(counted, qin, client_of):
    client = client_of(qin)
    page = client.get(reverse("reports:effects"))
    for _table, rows in page.context["tables"]:
        for one in rows:
            for state, number in (("", 3), ("counted", 2), ("unknown", 1)):
                assert client.get(one.list_url(state)).context["page"].paginator.count == number


def test_a_village_sees_its_own_households_alone(counted, lan, client_of):
    page = client_of(lan).get(reverse("reports:effects"))
    [[_table, [group]], _kinds] = page.context["tables"]
    assert (group.row["households"], group.row["counted"], group.row["unknown"]) == (2, 1, 1)
    listed = client_of(lan).get(group.list_url())
    assert listed.context["page"].paginator.count == 2


def test_from_the_page_of_an_offer_one_comes_to_what_became_of_it(counted, qin, client_of):
    client = client_of(qin)
    link = f"{reverse('reports:effect-offers')}?offer={counted.pk}"
    assert link in client.get(counted.get_absolute_url()).content.decode()
    page = client.get(link)
    assert [one.label for one in page.context["rows"]] == [f"Sewing · {counted.area}"]
    assert client.get(reverse("reports:effect-offers"), {"kind": "post"}).context["rows"] == []


def test_the_figures_are_taken_along_as_a_table(counted, qin, client_of):
    answer = client_of(qin).get(reverse("reports:effects"), {"table": "effect-groups", "file": "csv"})
    text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
    assert "Employment" in text and "Households with it" in text


def test_where_nothing_was_counted_the_page_says_when_it_is(qin, client_of):
    assert "each Sunday night" in client_of(qin).get(reverse("reports:effects")).content.decode()


def test_whoever_keeps_reports_has_it_counted_and_others_may_not(county, qin, lan, client_of):
    url = reverse("reports:effects-count")
    assert client_of(lan).post(url, {"county": county.code}).status_code == 403
    assert client_of(qin).post(url, {"county": county.code}).status_code == 302
    assert Job.objects.filter(kind="count_effects_of_county", county=county.code).exists()


def test_the_pages_ask_as_much_for_three_households_as_for_thirty(counted, county, heyi, qin, client_of):
    client, asked = client_of(qin), []
    for _more in (0, 30):
        for _one in range(_more):
            given(family(heyi, 4_000, 6_000))
        count_effects(county)
        for name in ("reports:effects", "reports:effect-offers", "reports:effect-households"):
            client.get(reverse(name))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse(name))
            asked.append((name, len(queries)))
    assert asked[:3] == asked[3:]
