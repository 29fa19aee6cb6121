"""What a visit says of amounts told for all together, when somebody has left or died: theirs, the others', or asked
again later. It is done when the visit is filed; what cannot be done any more stays with the visit, with the reason."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, may
from households.choices import IncomeItem, IncomeQuestionReason
from households.income.questions import settle_income_question
from households.income.whose import give_item_to_leaver, questions_with_leavers, take_giving_back
from households.models import IncomeQuestion
from visits.models import Visit
from visits.questionnaire.whose import OTHERS, THEIRS, whose_told

NOT_GIVEN = {  # why an amount could not be given to who left
    "no_right": _("not done: whoever visited may log visits here no more. The family is asked again."),
    "here": _("not done: on file this person belongs to the household still. The township settles it first."),
    "nothing": _("not done: nothing of the time in which they belonged here is told for all together any more."),
}


def tell_whose(visit, answers) -> None:
    """Give undivided amounts to those who left, or settle that they are the others', as a visit's cleaned answers say.
    The caller holds the household's lock."""
    told = whose_told(answers)
    if not told:
        return
    people = visit.household.members.in_bulk([pk for pk, _item, _answer in told])
    visit.whose = [give_theirs(visit, pk, people.get(pk), item) for pk, item, answer in told if answer == THEIRS]
    others = {(pk, item) for pk, item, answer in told if answer == OTHERS}
    settle_others(visit, others)
    visit.whose += [{"member": pk, "item": item, "said": OTHERS} for pk, item in sorted(others)]
    Visit.objects.filter(pk=visit.pk).update(whose=visit.whose)


def give_theirs(visit, pk, member, item) -> dict:
    """Give one item to who left. Returns what the visit keeps of it: the statements told again, or why there are
    none."""
    said = {"member": pk, "item": item, "said": THEIRS}
    if not may(visit.visited_by, Permission.VISIT_LOG, visit.household.village):
        return said | {"why": "no_right"}
    if member is None or member.left_on is None:
        return said | {"why": "here"}
    given = give_item_to_leaver(visit.household, item, member, by=visit.visited_by)
    return said | ({"given": given} if given else {"why": "nothing"})


def settle_others(visit, others) -> None:
    """Settle the questions about items that are said to be the others', once that was said of everybody who left."""
    if not others or not may(visit.visited_by, Permission.VISIT_LOG, visit.household.village):
        return
    asked = IncomeQuestion.objects.open().filter(
        household=visit.household, reason=IncomeQuestionReason.LEFT, item__in=[item for _pk, item in others]
    )
    for question in questions_with_leavers(asked.select_related("household__village"), visit.household):
        if all((member.pk, question.item) in others for member in question.leavers):
            settle_income_question(question, by=visit.visited_by)


def take_whose_back(visit) -> None:
    """Let what was told before a visit said whose it was hold again: the visit is voided."""
    given = [tuple(pair) for one in visit.whose for pair in one.get("given", [])]
    if given:
        take_giving_back(visit.household, given)


def whose_in_words(visit, people) -> list[tuple]:
    """Return (what was told for all together and whose it was, what became of that) in words; `people` are the names
    by key."""
    return [(about_words(one, people), fate_words(one)) for one in visit.whose]


def about_words(one, people) -> str:
    """Return for example "Pension: Wu's"."""
    said = {"item": IncomeItem(one["item"]).label, "name": people.get(one["member"], "–")}
    if one["said"] == THEIRS:
        return gettext("%(item)s, told for all together, was that of %(name)s") % said
    return gettext("%(item)s, told for all together, is the others' and not that of %(name)s") % said


def fate_words(one) -> str:
    if "why" in one:
        return str(NOT_GIVEN[one["why"]])
    if one["said"] == THEIRS:
        return gettext("told again in their name: it counts no more since they left")
    return gettext("counts as before")


def undone_words(visit, people) -> str:
    """Return in words what a visit said of undivided amounts and what could not be done; empty when all was."""
    return " ".join(f"{about_words(one, people)}: {fate_words(one)}" for one in visit.whose if "why" in one)
