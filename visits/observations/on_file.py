"""What is on file about one household, and writing there what visits said."""

import datetime as dt
import json
from dataclasses import dataclass, replace
from uuid import UUID

from core.dates import first_of_month, today
from households.choices import WAGE_ITEM_BY_CHANNEL, LeftReason, WorkChannel
from households.income.leavers import ask_about_leavers
from households.models import Member, WorkSpell
from households.models.change_values import write_values
from visits.questionnaire.questions import IDLE, WORKING

from .things import (
    BIRTH_DATE,
    HOUSEHOLD_QUESTIONS,
    MEMBER_QUESTIONS,
    NOTHING_SAID,
    amount_to_cent,
    answer_as_column,
    column_as_answer,
    comparable_value,
    is_about_member,
    member_pk_of_thing,
    newcomer_key,
    pack_values,
    packed_member,
)


@dataclass(frozen=True)
class HeldValue:
    """What is to be on file about a thing: by which visit, on which day it was said, and what the visit before it
    said."""

    thing: str
    value: str
    visit: UUID | None = None
    on: dt.date | None = None
    before: str = NOTHING_SAID


class HouseholdOnFile:
    """What is on file about one household, by thing."""

    def __init__(self, household):
        self.household = household
        self.members = {member.pk: member for member in household.members.all()}
        # A newcomer has no ID yet, so name and year of birth identify them.
        self.newcomers = {newcomer_key(member.name, member.born): member for member in self.members.values()}
        spells = WorkSpell.objects.filter(member__household=household, ended_on=None).order_by("started_on", "pk")
        self.spells = {spell.member_id: spell for spell in spells}  # of several open spells the latest

    def knows(self, thing) -> bool:
        """Whether the thing belongs to this household: a member may have moved to another."""
        return not is_about_member(thing) or member_pk_of_thing(thing) in self.members

    def current(self, things) -> dict:
        """Return {thing: value on file}, NOTHING_SAID where there is none."""
        return {thing: self.value(thing) for thing in things}

    def value(self, thing) -> str:
        if question := HOUSEHOLD_QUESTIONS.get(thing):
            return column_as_answer(question, getattr(self.household, thing))
        if thing.startswith("newcomer "):
            member = self.newcomers.get(thing.split()[1])
            return packed_member(member) if member and member.left_reason != LeftReason.ERROR else NOTHING_SAID
        return self.of_member(self.members[member_pk_of_thing(thing)], thing.partition("-")[2])

    def of_member(self, member, name) -> str:
        if name == "left":
            return (
                pack_values({"on": f"{member.left_on}", "reason": member.left_reason})
                if member.left_on
                else NOTHING_SAID
            )
        if name == "work":
            return self.work_on_file(member)
        return column_as_answer(MEMBER_QUESTIONS[name], getattr(member, name))

    def work_on_file(self, member) -> str:
        spell = self.spells.get(member.pk)
        if spell is None:
            return NOTHING_SAID
        wage = "" if spell.monthly_wage is None else amount_to_cent(spell.monthly_wage)
        return pack_values({"state": WORKING, "since": f"{spell.started_on}", "place": spell.place, "wage": wage})

    def write(self, holdings) -> None:
        """Put these values on file; NOTHING_SAID removes what only visits said."""
        for one in holdings:
            if question := HOUSEHOLD_QUESTIONS.get(one.thing):
                self.write_of_household(question, one.value)
            elif one.thing.startswith("newcomer "):
                self.write_newcomer(one.thing.split()[1], one.value)
            elif is_about_member(one.thing):
                self.write_of_member(self.members[member_pk_of_thing(one.thing)], one)
        if any(one.thing.endswith("-left") for one in holdings):
            ask_about_leavers([self.household.pk])

    def write_of_household(self, question, value):
        setattr(self.household, question.column, answer_as_column(question, value))
        self.household.save()

    def write_of_member(self, member, holding):
        name, value = holding.thing.partition("-")[2], holding.value
        if name == "work":
            return self.write_work(member, holding)
        if name == "left":
            left = json.loads(value) if value else {"on": None, "reason": ""}
            member.left_on, member.left_reason = leaving_day_after_joining(member.joined_on, left["on"]), left["reason"]
        else:
            setattr(member, name, answer_as_column(MEMBER_QUESTIONS[name], value))
        member.save()

    def write_work(self, member, holding):
        """Write a member's work. Working: correct the open spell or begin one. Not working: end the open spell, or the
        one that an earlier visit reported and that arrives only now."""
        told, spell = unpack_work(holding), self.spells.get(member.pk)
        if comparable_value(holding.value) == comparable_value(self.work_on_file(member)) != NOTHING_SAID:
            return
        if told["state"] == WORKING and spell:
            return self.correct_work(member, spell, told)
        if told["state"] == WORKING:
            self.spells[member.pk] = self.begin(member, told)
        elif spell:
            self.end(spell, told["since"])
        elif holding.before:
            self.tell_late(member, unpack_work(replace(holding, value=holding.before)), told)

    def correct_work(self, member, spell, told):
        """Correct the open spell. What a post paid until now is income that was told, so that it stays."""
        if self.reopen_post(member, spell, told) or self.change_post(member, spell, told):
            return
        spell.place, spell.monthly_wage = told["place"], told["wage"] or None
        spell.save(update_fields=["place", "monthly_wage"])

    def change_post(self, member, spell, told) -> bool:
        """Let a post go on at another wage from the first of a month, or end it for work at another place. Says whether
        there was one that had begun before."""
        same_place, since = told["place"] == spell.place, dt.date.fromisoformat(told["since"])
        since = first_of_month(since) if same_place else since
        if spell.channel not in WAGE_ITEM_BY_CHANNEL or since <= spell.started_on:
            return False
        self.end(spell, f"{since - dt.timedelta(1)}")
        more = {"channel": spell.channel, "employer": spell.employer} if same_place else {}
        self.spells[member.pk] = self.begin(member, {**told, "since": f"{since}"}, **more)
        return True

    def reopen_post(self, member, spell, told) -> bool:
        """Let a post go on that a visit had ended, because that visit was voided. Says whether there was one."""
        posts = member.work_spells.filter(channel__in=WAGE_ITEM_BY_CHANNEL, started_on=told["since"])
        post = posts.filter(place=told["place"], monthly_wage=told["wage"] or None).exclude(ended_on=None).first()
        if post is None or post.ended_on != spell.started_on - dt.timedelta(1):
            return False
        self.end(spell, told["since"])
        post.ended_on = None
        post.save(update_fields=["ended_on"])
        self.spells[member.pk] = post
        return True

    def tell_late(self, member, worked, told):
        """Add a spell that had ended before the visit reporting it arrived."""
        if worked["state"] == WORKING and not member.work_spells.filter(ended_on__gte=worked["since"]).exists():
            self.end(self.begin(member, worked), told["since"])

    def begin(self, member, told, **more):
        return WorkSpell.objects.create(
            member=member,
            place=told["place"],
            monthly_wage=told["wage"] or None,
            started_on=dt.date.fromisoformat(told["since"]),
            **{"channel": WorkChannel.OWN, **more},
        )

    def end(self, spell, since):
        # A visit may report an end before the day on which the spell is said to have begun.
        spell.ended_on = max(spell.started_on, dt.date.fromisoformat(since))
        spell.save(update_fields=["ended_on"])
        self.spells.pop(spell.member_id, None)

    def write_newcomer(self, key, value):
        told = json.loads(value) if value else None
        if key in self.newcomers:
            self.correct_newcomer(self.newcomers[key], told)
        elif told:
            self.newcomers[key] = Member(household=self.household)
            self.correct_newcomer(self.newcomers[key], told)

    def correct_newcomer(self, member, told):
        if told:
            is_vaguer = member.birth_date and not member.birth_year_only and len(told[BIRTH_DATE]) == 4
            write_values(member, {name: one for name, one in told.items() if not (is_vaguer and name == BIRTH_DATE)})
            member.left_on, member.left_reason = None, ""
        else:  # reported by mistake: the member stays, because nobody is ever deleted
            member.left_on, member.left_reason = member.joined_on, LeftReason.ERROR
        member.save()


def leaving_day_after_joining(joined_on, left_on):
    """Return the day of leaving as a date, moved to the day of joining when it is earlier."""
    day = dt.date.fromisoformat(left_on) if left_on else None
    return max(day, joined_on) if day and joined_on else day


def unpack_work(holding) -> dict:
    """Return what is said of somebody's work, always with a day since when."""
    told = json.loads(holding.value) if holding.value else {"state": IDLE, "since": ""}
    return {**told, "since": told["since"] or f"{holding.on or today()}"}
