"""A change as pages show it: what stands beside what is proposed, and whether that has changed since."""

from django.utils.translation import gettext as _

from accounts.permissions import Permission, may
from households.choices import Relation

from . import actions
from .declare import kind_of
from .people import people_here
from .plausible import odd_words
from .values import standing_key


def describe_change(change, user) -> dict:
    """Return a change in words: {label, who, lines: [{what, stands, proposed}], key, waits, outdated, odd,
    may_confirm}. Asks the database nothing that was fetched with the change."""
    kind = kind_of(change)
    in_full = bool(may(user, Permission.HOUSEHOLD_SECRET, change.village))
    waits = change.state == "proposed"
    standing = kind.standing(change) if waits else change.before
    return {
        "change": change,
        "label": kind.label,
        "who": who_it_is_about(change),
        "lines": side_by_side(kind, change, standing, in_full=in_full),
        "key": standing_key(standing) if waits else "",
        "outdated": waits and not change.holds and is_outdated(kind, change, standing),
        "odd": odd_words(change.odd) if waits else [],
        "waits": waits,
        "may_confirm": "confirm" in {step.name for step in actions.available_change_steps(change, user)},
    }


def who_it_is_about(change) -> str:
    """Return the name of the person, or of the head of the household; empty for a household without one."""
    if change.member:
        return change.member.name
    if change.household is None:
        return next((one.get("name", "") for one in change.values.get("people", [])), "")
    return next((one.name for one in people_here(change.household) if one.relation == Relation.HEAD), "")


def is_outdated(kind, change, standing) -> bool:
    """Whether what stands beside the proposal is not what stood when it was made."""
    proposed = {name for name, *_words in kind.lines(change, change.values, in_full=True)}
    then, now = (kind.lines(change, values, in_full=True) for values in (change.before, standing))
    return {one for one in then if one[0] in proposed} != {one for one in now if one[0] in proposed}


def side_by_side(kind, change, standing, *, in_full) -> list[dict]:
    """Return {what, stands, proposed} for each value; of what holds already the left side is what stood before."""
    before = change.before if change.holds else standing
    stands = {name: words for name, _label, words in kind.lines(change, before, in_full=in_full)}
    proposed = kind.lines(change, change.values, in_full=in_full)
    return [
        {"what": label, "stands": stands.get(name, _("nothing on file")), "proposed": words}
        for name, label, words in proposed
        if stands.get(name) != words
    ]
