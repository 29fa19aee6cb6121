"""What people of working age said of the work they need, their courses, and when those away were heard of."""

import datetime as dt
from collections.abc import Iterable

from core.dates import age_on
from households.choices import HouseholdKind, SchoolStage
from work.models import Heard, Training, WorkNeed

from ..chance import Chance
from ..distributions import work as shares
from ..distributions.cases import OF_COUNTY
from ..families.family import Family, Person
from ..rows import Row, copy_rows

WORKING_AGE = range(16, 60)
AWAY = ("province", "outside")


class WorkingPeople:
    """The people of working age of lifted and monitored families on a day: who works, and who is without work."""

    def __init__(self, families: Iterable[Family], day: dt.date):
        self.day = day
        ours = (family for family in families if family.kind == HouseholdKind.LIFTED or is_monitored(family))
        found = [person for family in ours for person in family.people if self.is_of_age(person)]
        self.working = [person for person in found if self.works(person)]
        self.idle = [person for person in found if could_work(person) and not self.works(person)]

    def is_of_age(self, person) -> bool:
        born = person.birth_date
        return person.is_present(self.day) and born is not None and age_on(self.day, born) in WORKING_AGE

    def works(self, person) -> bool:
        return any(start <= self.day and (end is None or end > self.day) for start, end in spells_of(person))


def is_monitored(family) -> bool:
    return any(episode.is_on_file for episode in family.episodes)


def spells_of(person) -> list:
    return person.job.spells if person.job else []


def could_work(person) -> bool:
    return person.is_able and person.school_stage in ("", SchoolStage.NONE)


def write_work(county, families, day: dt.date, rng: Chance) -> dict:
    """Write the rows, and return how many of each model."""
    people = WorkingPeople(families, day)
    told = [person for person in people.working + people.idle if person.need]
    idle = [person for person in people.idle if not person.need]
    rng.shuffle(idle)
    aside = not_looking(county.code, people, families)
    needs = [need_row(person, day, rng, **person.need) for person in told]
    needs += [need_row(person, day, rng, wants_work=False) for person in idle[:aside]]
    looking = idle[aside:]
    needs += [wish(person, day, rng) for person in looking if rng.draw(shares.ASKED)]
    away = [person for person in people.working if person.job.place in AWAY]
    return {
        WorkNeed: copy_rows(WorkNeed, needs),
        Heard: copy_rows(Heard, (row for person in away if (row := heard_row(person, day, rng)))),
        Training: copy_rows(Training, training_rows(people.working + looking, looking, day, rng)),
    }


def not_looking(code, people, families) -> int:
    """Return how many of those without work look for none, so that the account holds its published number."""
    if code not in shares.ACCOUNT:
        return round(shares.NOT_LOOKING * len(people.idle))
    lifted = sum(family.kind == HouseholdKind.LIFTED for family in families)
    wanted = round(shares.ACCOUNT[code] * lifted / OF_COUNTY[code]["households"])
    return max(0, len(people.working) + len(people.idle) - wanted)


def need_row(person: Person, day, rng, **said) -> Row:
    usual = {"wants_work": True, "where": "", "skill": "", "training": "", "stays_home": None, "planned_month": None}
    return Row(member=person, told_on=day - rng.days(*shares.TOLD), **(usual | said))


def wish(person: Person, day, rng) -> Row:
    """Return what somebody said who looks for work."""
    return need_row(
        person,
        day,
        rng,
        where=rng.draw(shares.WHERE),
        skill=rng.word("skill") if rng.draw(shares.SKILLED) else "",
        training=rng.word("course") if rng.draw(shares.WANTS_TRAINING) else "",
        stays_home=rng.draw(shares.STAYS_HOME),
        planned_month=next_month(day) if rng.draw(shares.PLANS_TO_GO) else None,
    )


def next_month(day) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(31)).replace(day=1)


def heard_row(person, day, rng) -> Row | None:
    """Return the last word of somebody away, if there is one since the work began."""
    if not rng.draw(shares.HEARD):
        return None
    on = day - rng.days(*(shares.LATELY if rng.draw(shares.HEARD_LATELY) else shares.LONG_AGO))
    answer = "not_reached" if rng.draw(shares.NOT_REACHED) else "unchanged"
    began = max(start for start, _end in spells_of(person) if start <= day)
    return Row(member=person, on=max(on, began), answer=answer, way="phone")


def training_rows(able, looking, day, rng):
    """Yield courses that ended, and those under way of people without work."""
    for person in able:
        if rng.draw(shares.TRAINED):
            ended = day - rng.days(*shares.TRAINED_AGO)
            course = rng.word("course")
            paper = course if rng.draw(shares.CERTIFIED) else ""
            start = ended - rng.days(*shares.COURSE_DAYS)
            yield Row(member=person, course=course, started_on=start, ended_on=ended, certificate=paper)
    for person in looking:
        if rng.draw(shares.IN_TRAINING):
            start = day - rng.days(1, 20)
            yield Row(member=person, course=rng.word("course"), started_on=start, ended_on=None, certificate="")
