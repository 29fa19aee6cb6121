"""What visits said, in words: each thing and each answer as a clerk reads it."""

import json
import re
from decimal import Decimal

from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from core import masks
from core.text import listed
from households.choices import Item, Relation, Sex
from households.models import Member
from visits.observations.things import NOBODY, is_member, member_of
from visits.questionnaire import answers as given
from visits.questionnaire.questions import CHOICE, CHOICES, DATE, ITEMS, MEMBER, MONTH, NUMBER, QUESTIONS

QUESTION = {question.name: question for question in (*QUESTIONS, *MEMBER.questions)}


def names_of(pks, user) -> dict:
    """{member's pk: name} of those whom this person may know."""
    return dict(Member.objects.visible_to(user).filter(pk__in=set(pks)).values_list("pk", "name"))


def people_in(statements, user) -> dict:
    """{pk: name} of the members that these statements are about, in one query."""
    return names_of((member_of(one.thing) for one in statements if is_member(one.thing)), user)


def thing(name, people) -> str:
    """What a statement is about: "Sample Chen: Capacity to work", "Crops, October 2026"."""
    if name.startswith("income "):
        _income, month, item = name.split()
        return f"{Item(item).label}, {month_in_words(month)}"
    if name.startswith("newcomer "):
        return _("Somebody joined the household")
    if is_member(name):
        question = QUESTION[re.sub(r"^m\d+-", "m*-", name.replace("-left", "-left_reason"))]
        return f"{people.get(member_of(name), nobody_here())}: {question.label}"
    return str(QUESTION[name].label)


def value(name, text, *, in_full=True) -> str:
    """An answer in words. A phone is masked unless it may be shown in full."""
    if text == NOBODY:
        return _("nothing on file")
    if text.startswith("{"):
        return told(json.loads(text))
    if name.startswith("income "):
        return yuan(text)
    if name == "phone":
        return text if in_full else masks.phone(text)
    return choice(QUESTION[re.sub(r"^m\d+-", "m*-", name)], text)


def told(parts) -> str:
    """Work, leaving and joining: what is known of it, one after the other."""
    if "state" in parts:
        return work(parts)
    if "reason" in parts:
        return listed([choice(QUESTION["m*-left_reason"], parts["reason"]), day(parts["on"])])
    born = _("born %(day)s") % {"day": day(parts["birth_date"])}
    joined = _("joined %(day)s") % {"day": day(parts["joined_on"])}
    of_choices = (dict(Sex.choices).get(parts["sex"]), dict(Relation.choices).get(parts["relation"]))
    return listed(word for word in (parts["name"], *of_choices, born, joined) if word)


def work(parts) -> str:
    wage, since = parts.get("wage"), parts.get("since")
    words = [
        choice(QUESTION["m*-work"], parts["state"]),
        parts.get("place") and choice(QUESTION["m*-work_place"], parts["place"]),
        wage and _("%(wage)s a month") % {"wage": yuan(wage)},
        since and _("since %(day)s") % {"day": day(since)},
    ]
    return listed(word for word in words if word)


def choice(question, text) -> str:
    return str(dict(question.choices).get(text, text))


def yuan(text) -> str:
    amount = Decimal(text)
    places = 0 if amount == int(amount) else 2
    return _("%(amount)s yuan") % {"amount": number_format(amount, places, force_grouping=True)}


def day(text) -> str:
    """A day given as a text, in words; as it came when it is none."""
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    return date_format(found, "DATE_FORMAT") if found else text


def nobody_here() -> str:
    """For a member who belongs to another household by now."""
    return _("A person who is not here")


def month_in_words(text) -> str:
    found = parse_date(f"{text}-01")
    return date_format(found, "YEAR_MONTH_FORMAT") if found else text


# A whole content, as it came


def content(told_of, day_of_visit, people) -> dict:
    """{field: (question, answer)} in words for everything a visit's content says that it had not been shown."""
    answers = given.clean(told_of.answers_on(day_of_visit))
    return {
        question.name: (label(question.name, people), answer(question, answers[question.name]))
        for question in given.questions_for(answers)
        if is_news(question.name, answers, told_of.seen)
    }


def is_news(name, answers, seen) -> bool:
    """Amounts were confirmed by the family even where they stayed as they were."""
    return name in answers and (name in ITEMS or answers[name] != seen.get(name))


def label(name, people) -> str:
    found = re.match(r"m(\d+)-", name)
    question = QUESTION[re.sub(r"^m\d+-", "m*-", name)]
    if not found:
        return str(question.label)
    return f"{people.get(int(found[1]), nobody_here())}: {question.label}"


def answer(question, text) -> str:
    if question.kind == CHOICES:
        return listed(choice(question, one) for one in (text if isinstance(text, list) else [text]))
    if isinstance(text, list):
        return listed(text)
    return IN_WORDS.get(question.kind, lambda _question, given: given)(question, text)


def amount_or_text(_question, text) -> str:
    return yuan(text) if given.matches(NUMBER, text) else text


IN_WORDS = {
    CHOICE: choice,
    DATE: lambda _question, text: day(text),
    MONTH: lambda _question, text: month_in_words(text),
    NUMBER: amount_or_text,
}


def members_named(told_of) -> set:
    """The pks of the members that a content speaks of."""
    found = (re.match(r"m(\d{1,18})-", name) for name in told_of.answers)
    return {int(one[1]) for one in found if one}
