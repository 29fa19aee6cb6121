"""The counts beside the filters of the queue lead to as many alerts as they say, whatever else is chosen."""

import pytest

from core.dates import today

from .test_queue import QUEUE, counts, day, raised


@pytest.fixture
def alerts(heyi, shuikou, qin):
    """Two late ones and one in time in Heyi, one red; one late in Shuikou from a petition; and a closed one."""
    late, gone = {"due_on": day(-1), "remind_on": day(-2)}, {"due_on": None, "remind_on": None, "closed_on": today()}
    raised(heyi, qin, level=2, **late)
    raised(heyi, qin, state="dispatched", **late)
    raised(heyi, qin)
    raised(shuikou, qin, level=1, channel="petition", **late)
    raised(shuikou, qin, state="closed", outcome="duplicate", **gone)


def total(page):
    return page.context["page"].paginator.count


@pytest.mark.parametrize(
    "chosen", ["", "level=1&time=overdue", "village=999001102201&level=2", "state=any&channel=petition&level=1"]
)
def test_each_count_is_that_of_the_rows_behind_its_link(chosen, alerts, qin, client_of):
    client = client_of(qin)
    page = client.get(f"{QUEUE}?{chosen}")
    links = [link for facet in page.context["filter"].facets for link in facet["links"]]
    assert any(link["count"] for link in links)
    for link in links:
        behind = page if link["current"] else client.get(f"{QUEUE}?{link['query']}")
        assert total(behind) == link["count"], link


def test_a_filter_counts_its_other_values_without_itself(alerts, heyi, qin, client_of):
    found = counts(client_of(qin).get(QUEUE, {"time": "overdue", "level": "2"}))
    assert (found["Red"], found["Amber"], found["Overdue"]) == (1, 2, 1)
    found = counts(client_of(qin).get(QUEUE, {"time": "overdue", "village": heyi.code}))
    assert (found["Red"], found["Amber"], found["Overdue"]) == (1, 1, 2)
