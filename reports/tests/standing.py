"""People of working age who stand in each state of the employment account, in June."""

from households.models import WorkSpell
from work.models import Placement, Training, WorkNeed
from work.tests.account import worker
from work.tests.offered import offer, placement

from .busy import june


def somebody_in_each_state(heyi, shuikou, by) -> dict:
    """Needs work, offered, in training, away, returned, not looking, at school, unable, by name; and two
    more, unknown and in the province."""
    told = {name: worker(heyi, name) for name in ("Needs", "Offered", "Learns", "Away", "Back", "Not looking")}
    told |= {"Pupil": worker(heyi, "Pupil", school_stage="senior"), "Unable": worker(shuikou, labour="none")}
    worker(shuikou, "Unknown", labour="")
    WorkSpell.objects.create(
        member=worker(heyi, "Near"), started_on=june(1), place="province", channel="own"
    )  # fmt: skip
    Training.objects.create(member=told["Learns"], course="Sewing", started_on=june(1))
    WorkSpell.objects.create(member=told["Away"], started_on=june(1), place="outside", channel="own")
    WorkSpell.objects.create(
        member=told["Back"], started_on=june(-60), ended_on=june(2), place="province", channel="own"
    )  # fmt: skip
    WorkNeed.objects.create(member=told["Not looking"], told_on=june(3), wants_work=False)
    placement(offer(heyi), told["Offered"], by)
    Placement.objects.update(offered_on=june(3))
    return told
