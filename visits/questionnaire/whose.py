"""Whose an amount was that was told for all together: asked of each such item when a member has left or died."""

import re

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from households.choices import ITEMS_OF_TOPIC, LeftReason

from .declare import CHOICE, AskedWhen, Keeps, Question

WHOSE = "whose_"  # how the names of these questions go on after the member
WHOSE_NAME = re.compile(rf"m([0-9]{{1,18}})-{WHOSE}([a-z_]+)")
THEIRS, OTHERS, BOTH = "theirs", "others", "both"
WHOSE_CHOICES = [
    (THEIRS, _("Theirs: it left with them")),
    (OTHERS, _("The others': it counts as before")),
    (BOTH, _("Both, or not known: ask again later")),
]
SHARED_ITEMS = tuple(item for items in ITEMS_OF_TOPIC.values() for item in items)
HAS_LEFT = AskedWhen("m*-left_reason", tuple(one for one in LeftReason.values if one != LeftReason.ERROR))

WHOSE_QUESTIONS = tuple(
    Question(
        f"m*-{WHOSE}{item.value}",
        CHOICE,
        format_lazy(_("{item}, told for all together: whose was it?"), item=item.label),
        WHOSE_CHOICES,
        when=HAS_LEFT,
        keeps=Keeps.WHOSE,
    )
    for item in SHARED_ITEMS
)


def whose_item(name) -> str:
    """Return the item that one of these questions is about; empty for any other question."""
    return name.partition(f"-{WHOSE}")[2]


def whose_told(answers) -> list[tuple]:
    """Return (member's pk, item, answer) of everything these cleaned answers say of undivided amounts."""
    found = [(WHOSE_NAME.fullmatch(name), answer) for name, answer in answers.items()]
    return [(int(name[1]), name[2], answer) for name, answer in found if name]
