"""What becomes of what is known of somebody's work when the person goes on as another entry of the registry."""

from households.moves.belongings import BELONGINGS, Belonging

from .models import AccountEntry, Heard, Placement, Training, WorkNeed


def let_work_follow(before, after, is_move) -> None:
    """Let needs, courses, words and places follow to the entry that stands for the person now."""
    for model in (WorkNeed, Heard, Training, Placement):
        model.objects.filter(member=before).update(member=after)
    AccountEntry.objects.filter(member=before).delete()


BELONGINGS.add("work", Belonging(continued=let_work_follow))
