"""Whoever is added to the registry may be in it already: the question that is asked once before."""

from django.utils.translation import gettext as _

from households.registry.candidates import find_candidates, told_of_values

ASKED = ("id", "birth", "year")  # less than that would be asked of too many


def ask_who_it_is(people, by, *, but=()) -> list[str]:
    """Return the question whether somebody of `people` (as changes keep them) is one of those on file; `but` are keys
    of members who are not meant."""
    if by is None:
        return []
    found = find_candidates({n: told_of_values(one) for n, one in enumerate(people)}, by, but=but)
    named = [one for several in found.values() for one in several if one.code in ASKED]
    if not named:
        return []
    words = _("Is it one of these? %(people)s. If so, use “Moved to another household” or “Came back” there instead.")
    return [words % {"people": " · ".join(map(candidate_words, named))}]


def candidate_words(candidate) -> str:
    said = {"name": candidate.member.name, "number": candidate.member.household.number, "why": candidate.why}
    return _("%(name)s, household %(number)s (%(why)s)") % said
