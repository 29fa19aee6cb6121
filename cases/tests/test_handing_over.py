"""A territory goes to somebody else: what bears the name of who leaves it bears the other's from that day on. Lan helps
in Heyi, Wen takes over, Ding proposes it and Li confirms."""

from accounts.models import AccessEvent
from accounts.people.people import propose_hand_over
from accounts.people.proposals import take_proposal_step
from accounts.people.work import open_work
from alerts.alert.actions import enter_alert
from cases.assistance.actions import assign_helper
from core.dates import today
from povwatch.tests.factories import case, household


def test_the_open_work_of_a_village_is_told_in_numbers(heyi, shuikou, lan, qin):
    family = household(heyi)
    case(family)
    for one in (family, household(shuikou)):
        enter_alert(one, by=qin, channel="hotline", level=1, words="The roof leaks")
    assign_helper(family, by=lan, name="Lan", unit="Heyi", since=today())
    assert {str(label): (number, personal) for label, number, personal in open_work(lan, [heyi])} == {
        "Open alerts": (1, False), "Open cases": (1, False), "Helper of households": (1, True)
    }  # fmt: skip


def test_whoever_takes_over_helps_the_same_families(heyi, lan, wen, ding, li):
    hers, other = household(heyi), household(heyi)
    assign_helper(hers, by=lan, name="Lan", unit="Heyi", since=today())
    assign_helper(other, by=lan, name="Zhou", unit="School", since=today())
    [proposal] = propose_hand_over(lan, by=ding, to=wen, valid_from=today(), reason="Order 9")
    assert hers.helpers.get(until=None).name == "Lan"
    take_proposal_step(proposal, "confirm", by=li)
    assert (hers.helpers.get(until=None).name, hers.helpers.get(until=None).unit) == ("Wen", "Heyi")
    assert other.helpers.get(until=None).name == "Zhou"
    assert AccessEvent.objects.get(action="work_handed_over").details == {"households": 1, "person": "wen"}
