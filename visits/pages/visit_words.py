"""What visits said, in words: each thing and each answer as a clerk reads it."""

import json
import re
from decimal import Decimal

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import masks
from core.text import join_words, labelled, written_amount
from households.choices import IncomeItem, Relation, Sex
from households.models import Member
from visits.observations.things import NOTHING_SAID, is_about_member, member_pk_of_thing
from visits.questionnaire import answers as given
from visits.questionnaire.declare import CHOICE, CHOICES, DATE, ID_NUMBER, MONTH, NUMBER, Keeps
from visits.questionnaire.questions import ALL_QUESTIONS

QUESTION_BY_NAME = {question.name: question for question in ALL_QUESTIONS}


def member_names(pks, user) -> dict:
    """Return {member's pk: name} of those whom this person may know."""
    return dict(Member.objects.visible_to(user).filter(pk__in=set(pks)).values_list("pk", "name"))


def members_in_observations(observations, user) -> dict:
    """Return {pk: name} of the members that these observations are about, in one query."""
    return member_names((member_pk_of_thing(one.thing) for one in observations if is_about_member(one.thing)), user)


def thing_in_words(name, people) -> str:
    """Return what an observation is about: "Sample Chen: Capacity to work", "Crops, October 2026"."""
    if name.startswith("income "):
        _income, month, item = name.split()
        return f"{IncomeItem(item).label}, {income_month_in_words(month)}"
    if name.startswith("newcomer "):
        return _("Somebody joined the household")
    if is_about_member(name):
        question = QUESTION_BY_NAME[re.sub(r"^m\d+-", "m*-", name.replace("-left", "-left_reason"))]
        return labelled(people.get(member_pk_of_thing(name), absent_member_in_words()), question.label)
    return str(QUESTION_BY_NAME[name].label)


def observed_value_in_words(name, text, *, in_full=True) -> str:
    """Return an answer in words. A phone is masked unless it may be shown in full."""
    if text == NOTHING_SAID:
        return _("nothing on file")
    if text.startswith("{"):
        return observed_parts_in_words(json.loads(text))
    if name.startswith("income "):
        return yuan_in_words(text)
    if name == "phone":
        return text if in_full else masks.phone(text)
    return choice_in_words(QUESTION_BY_NAME[re.sub(r"^m\d+-", "m*-", name)], text)


def observed_parts_in_words(parts) -> str:
    """Return what is known of work, leaving or joining, in words."""
    if "state" in parts:
        return work_in_words(parts)
    if "reason" in parts:
        return join_words(
            [choice_in_words(QUESTION_BY_NAME["m*-left_reason"], parts["reason"]), answer_day_in_words(parts["on"])]
        )
    born = _("born %(day)s") % {"day": answer_day_in_words(parts["birth_date"])}
    joined = _("joined %(day)s") % {"day": answer_day_in_words(parts["joined_on"])}
    of_choices = (dict(Sex.choices).get(parts["sex"]), dict(Relation.choices).get(parts["relation"]))
    return join_words(word for word in (parts["name"], *of_choices, born, joined) if word)


def work_in_words(parts) -> str:
    wage, since = parts.get("wage"), parts.get("since")
    words = [
        choice_in_words(QUESTION_BY_NAME["m*-work"], parts["state"]),
        parts.get("place") and choice_in_words(QUESTION_BY_NAME["m*-work_place"], parts["place"]),
        wage and _("%(wage)s a month") % {"wage": yuan_in_words(wage)},
        since and _("since %(day)s") % {"day": answer_day_in_words(since)},
    ]
    return join_words(word for word in words if word)


def choice_in_words(question, text) -> str:
    return str(dict(question.choices).get(text, text))


def yuan_in_words(text) -> str:
    return _("%(amount)s yuan") % {"amount": written_amount(Decimal(text))}


def answer_day_in_words(text) -> str:
    """Return a day given as a text, in words; unchanged when it is no day."""
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    return date_format(found, "DATE_FORMAT") if found else text


def absent_member_in_words() -> str:
    """Return the words for a member who belongs to another household by now."""
    return _("A person who is not here")


def income_month_in_words(text) -> str:
    found = parse_date(f"{text}-01")
    return date_format(found, "YEAR_MONTH_FORMAT") if found else text


# A whole content, as it came


def visit_content_in_words(told_of, day_of_visit, people) -> dict:
    """Return {field: (question, answer)} in words for everything that a visit's content says and had not been shown."""
    answers = given.clean_answers(told_of.answers_on(day_of_visit))
    return {
        question.name: (answer_label(question.name, people), answer_in_words(question, answers[question.name]))
        for question in given.questions_for_answers(answers)
        if is_new_answer(question.name, answers, told_of.seen)
    }


def is_new_answer(name, answers, seen) -> bool:
    """Whether an answer counts as said: amounts do even when they stayed the same, because the family confirmed
    them."""
    is_amount = QUESTION_BY_NAME[re.sub(r"^m\d+-", "m*-", name)].keeps == Keeps.INCOME
    return name in answers and (is_amount or answers[name] != seen.get(name))


def answer_label(name, people) -> str:
    found = re.match(r"m(\d+)-", name)
    question = QUESTION_BY_NAME[re.sub(r"^m\d+-", "m*-", name)]
    if not found:
        return str(question.label)
    return labelled(people.get(int(found[1]), absent_member_in_words()), question.label)


def answer_in_words(question, text) -> str:
    if question.kind == CHOICES:
        return join_words(choice_in_words(question, one) for one in (text if isinstance(text, list) else [text]))
    if isinstance(text, list):
        return join_words(text)
    return ANSWER_WRITERS.get(question.kind, lambda _question, given: given)(question, text)


def amount_in_words(_question, text) -> str:
    return yuan_in_words(text) if given.matches_answer_pattern(NUMBER, text) else text


ANSWER_WRITERS = {
    CHOICE: choice_in_words,
    DATE: lambda _question, text: answer_day_in_words(text),
    ID_NUMBER: lambda _question, text: masks.id_number(text),
    MONTH: lambda _question, text: income_month_in_words(text),
    NUMBER: amount_in_words,
}


def members_named_in_content(told_of) -> set:
    """Return the pks of the members that a content speaks of."""
    found = (re.match(r"m(\d{1,18})-", name) for name in told_of.answers)
    return {int(one[1]) for one in found if one}
