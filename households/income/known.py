"""How well an income is known, in words: every place that shows an income per person says it the same way."""

from django.utils.translation import gettext as _


def income_known_words(known, carried, *, is_known=True) -> str:
    """Return how many of the twelve months are known and how many are carried forward, or that the income is unknown.

    `known` and `carried` are facts of a day or the texts of a snapshot; None counts as 0."""
    words = months_known_words(int(known or 0), int(carried or 0))
    return words if is_known else _("not known (%(months)s)") % {"months": words}


def months_known_words(known, carried) -> str:
    said = {"known": known, "carried": carried}
    if carried:
        return _("%(known)s of 12 months known, %(carried)s carried forward") % said
    return _("%(known)s of 12 months known") % said


def income_known_sentence(known, carried, *, is_known=True) -> str:
    """Return the same as a sentence, to follow one that names an income."""
    return _("Income: %(months)s.") % {"months": income_known_words(known, carried, is_known=is_known)}


def facts_known_words(facts) -> str:
    """Return the same for a mapping of facts, such as those of a day or of a decision; empty where nobody counted
    months, as in a snapshot of an earlier version."""
    if not facts or "income_known" not in facts:
        return ""
    return income_known_words(facts["income_known"], facts["income_carried"], is_known=facts["per_capita"] is not None)
