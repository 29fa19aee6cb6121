"""The cases of a county: which households have one, their risks, and when they began and were cleared.

Every past month looks plausible: 3 to 8 new cases a month, and 5 to 20 clearings, most of them in the last quarter of a
year."""

import datetime as dt

from cases.choices import IN_CLEARING, PROPOSED, CaseState, CaseStep, CaseType
from core.dates import add_months, first_of_month
from households.choices import HouseholdKind

from ..chance import Chance, apportion, spread_out
from ..distributions import cases as shares
from ..families.family import Family
from ..families.members import disable_person
from .episodes import Episode

KINDS = {
    CaseType.UNSTABLE: [HouseholdKind.LIFTED],
    CaseType.MARGINAL: [HouseholdKind.GENERAL],
    CaseType.SUDDEN: list(HouseholdKind),
}
BESIDE = (
    (Episode.be_refused, shares.REFUSED),
    (Episode.be_under_way, shares.PROPOSED),
    (Episode.be_ended, shares.ENDED),
)


def at_least_one(share: float, totals) -> int:
    return max(1, round(share * totals.cases))


def add_cases_beside_the_file(totals, ordinary: list[Family], day: dt.date, rng: Chance) -> None:
    """Give some households a refused, a proposed or an ended case, which do not count; add general households for
    them."""
    lifted = iter(list(ordinary))
    for live, share in BESIDE:
        for place, case_type in enumerate(spread_out(shares.TYPES, at_least_one(share, totals), rng)):
            if case_type == CaseType.MARGINAL:
                family = Family(rng.randint(1, 4), HouseholdKind.GENERAL)
                ordinary.append(family)
            else:
                family = next(lifted)
            episode = Episode.opened(case_type, rng)
            episode.risks = [rng.draw(shares.RISKS_BESIDE)]
            live(episode, day, place, rng)
            family.episodes = [episode]


def tell_histories(followed: list[Family], count: int, totals, day: dt.date, rng: Chance) -> None:
    """Invent the history of every case on file, `count` of them cleared."""
    give_risks(followed, rng)
    identified = ripened(identified_days(len(followed), day, rng), count, day, rng)
    cleared = cleared_days(identified, count, day, rng)
    for family, began, ended in zip(followed, identified, cleared, strict=True):
        live_through_case(family.episodes[-1], began, ended, day, rng)
        if began.year >= 2023 and rng.draw(shares.MARKED_AGAIN):
            mark_case_again(family, rng)
    start_what_is_under_way(followed, totals, day, rng)


def live_through_case(episode, identified, cleared, day, rng) -> None:
    """Take all steps from the clue until today; roll a few back before the last clearing, or recently."""
    episode.identify(identified, rng)
    until = cleared or day
    if (until - identified).days >= 730 and rng.draw(shares.ROLLED_BACK if cleared else shares.ROLLED_BACK_NOW):
        back = until - (rng.days(200, 360) if cleared else rng.days(10, 300))
        episode.clear(back - rng.days(45, 150), rng)
        episode.roll_back(back, rng)
    if cleared:
        episode.clear(cleared, rng)


def mark_case_again(family: Family, rng: Chance) -> None:
    """Give an identified family an earlier, cleared episode, so that its present one is marked again."""
    present = family.episodes[-1]
    earlier = Episode.opened(present.case_type, rng)
    earlier.risks = present.risks[:1]
    earlier.identify(present.identified_on - rng.days(420, 640), rng)
    earlier.clear(present.identified_on - rng.days(90, 200), rng)
    present.episode_no = 2
    present.steps = [
        taken._replace(step=CaseStep.REMARK.value) if taken.step == CaseStep.IDENTIFY else taken
        for taken in present.steps
    ]
    family.episodes = [earlier, present]


def start_what_is_under_way(families, totals, day, rng) -> None:
    """Start clearings of families monitored for long enough, and rollbacks of families cleared recently."""
    active = [f for f in families if f.case.state == CaseState.ACTIVE]
    ripe = [f.case for f in active if (day - f.case.steps[-1].effective_on).days > shares.RIPE]
    for place, case in enumerate(some_cases(ripe, shares.CLEARINGS, totals, rng)):
        case.be_in_clearing(day, place, rng)
    since, until = shares.LATELY
    cleared = [f.case for f in families if f.case.is_cleared]
    lately = [case for case in cleared if since < (day - case.cleared_on).days < until]
    for case in some_cases(lately, shares.ROLLBACKS, totals, rng):
        case.propose_rollback(day - rng.days(1, 4), rng)


def some_cases(cases, share, totals, rng) -> list:
    return rng.sample(cases, min(at_least_one(share, totals), len(cases)))


def place_what_waits(families: list[Family], places: dict, rng: Chance) -> None:
    """Put proposals, clearings and rollbacks in progress into the demo village and its township."""
    nearby = list(places["township"].children.villages().order_by("path"))
    for waiting in (PROPOSED, IN_CLEARING, (CaseState.ROLLBACK,)):
        mine = [f for f in families if f.episodes and f.episodes[-1].state in waiting and not f.story]
        mine.sort(key=lambda family: family.episodes[-1].state)  # so that the demo village has every state
        for place, family in enumerate(mine):
            where = shares.WHERE[place % len(shares.WHERE)]
            family.village = {"village": places["village"], "township": rng.choice(nearby)}.get(where)


# The risks


def give_risks(families: list[Family], rng: Chance) -> None:
    """Give main risks in the county's proportions, each to a family that shows it where possible."""
    left = list(families)
    counts = dict(zip(shares.MAIN_RISKS, apportion(shares.MAIN_RISKS.values(), len(families)), strict=True))
    for risk in sorted(counts, key=lambda risk: risk not in FITTING):
        if fits := FITTING.get(risk):
            left = [f for f in left if fits(f)] + [f for f in left if not fits(f)]
        chosen, left = left[: counts[risk]], left[counts[risk] :]
        for family in chosen:
            family.episodes[-1].risks = with_other_risks(risk, rng)
            if adapt := ADAPT.get(risk):
                adapt(family, rng)


def with_other_risks(main, rng) -> list[str]:
    """Return the main risk first; a third of cases have a second, few a third."""
    wanted, risks = rng.draw(shares.HOW_MANY_RISKS), [main]
    while len(risks) < wanted:
        other = rng.draw(shares.MAIN_RISKS)
        risks += [other] if other not in risks else []
    return risks


def fall_ill(family, rng) -> None:
    if not any(person.has_chronic_illness or person.has_serious_illness for person in family.present):
        chronic, serious = shares.FALLS_ILL
        family.eldest.has_chronic_illness, family.eldest.has_serious_illness = rng.draw(chronic), rng.draw(serious)


def become_disabled(family, rng) -> None:
    if not any(person.disability_level for person in family.present):
        disable_person(family.eldest, rng)


FITTING = {  # families that show the risk
    "04": lambda family: len(family.able) <= (len(family.present) > 2),
    "09": lambda family: any(person.is_student for person in family.present),
    "03": lambda family: any(person.disability_level for person in family.present),
    "07": lambda family: len(family.able) >= 2,
}
ADAPT = {"01": fall_ill, "03": become_disabled}


# The days


def identified_days(count: int, day: dt.date, rng: Chance) -> list[dt.date]:
    """Return `count` days of identification up to `day`, in order: many in the first years, few in recent months."""
    months = months_until(day)
    recent = [rng.draw(shares.NEW_IN_MONTH) for _ in months[-shares.RECENT_MONTHS :]]
    early = [max(4.0, 60 - 1.2 * index) * rng.uniform(0.7, 1.3) for index in range(len(months) - len(recent))]
    quotas = month_quotas(early, recent, shares.ZIGUI["cases"], count, day)
    return sorted(
        day_in_month(month, day, rng) for month, times in zip(months, quotas, strict=True) for _ in range(times)
    )


def ripened(identified: list[dt.date], count: int, day: dt.date, rng: Chance) -> list[dt.date]:
    """Return the same days, `count` of them early enough to be cleared by now (not always possible in a very small
    county)."""
    latest = add_months(day, -shares.LEAST_MONTHS - 3)
    early = [min(on, latest - rng.days(1, 500)) for on in identified[:count]]
    return sorted(early + identified[count:])


def cleared_days(identified: list[dt.date], count: int, day: dt.date, rng: Chance) -> list[dt.date | None]:
    """Return for each identification the day on which its risk was cleared, or None; exactly `count` are cleared.
    Longer waits are mostly cleared first, none within six months."""
    months, owed = months_until(day), 0
    patience = [(on.year * 12 + on.month + rng.gauss(0, shares.PATIENCE), place) for place, on in enumerate(identified)]
    waiting = [place for _months, place in sorted(patience)]
    cleared: list[dt.date | None] = [None] * len(identified)
    for month, quota in zip(months, clearing_quotas(months, len(identified), count, day, rng), strict=True):
        owed += quota
        latest = add_months(month, -shares.LEAST_MONTHS)
        ripe = [place for place in waiting if identified[place] < latest][:owed]
        for place in ripe:
            cleared[place] = day_in_month(month, day, rng)
            waiting.remove(place)
        owed -= len(ripe)
    return cleared


def clearing_quotas(months, cases, count, day, rng) -> list[int]:
    """Return how many are cleared in each month."""
    quarter = [month.month >= 10 for month in months]
    usual, last_quarter = shares.CLEARED_IN_MONTH, shares.CLEARED_IN_LAST_QUARTER
    recent = [rng.draw(last_quarter if late else usual) for late in quarter[-shares.RECENT_MONTHS :]]
    early = [
        0.0 if place < shares.LEAST_MONTHS + 2 else 3.0 if late else 1.0
        for place, late in enumerate(quarter[: -shares.RECENT_MONTHS])
    ]
    return month_quotas(early, recent, shares.ZIGUI["cases"] * count / max(1, cases), count, day)


def month_quotas(early, recent, whole, count, day) -> list[int]:
    """Return `count` spread over the months: recent ones as given for a stock of `whole`, the early ones share the
    rest."""
    recent[-1] *= min(1.0, day.day / 30)  # only a part of this month has passed
    factor = max(0.0, whole - sum(recent)) / (sum(early) or 1)
    return apportion([weight * factor for weight in early] + recent, count)


def months_until(day: dt.date) -> list[dt.date]:
    """Return every month from the first of monitoring to that of `day`."""
    first = shares.FIRST_MONTH
    count = (day.year - first.year) * 12 + day.month - first.month + 1
    return [add_months(first, index) for index in range(count)]


def day_in_month(month, day, rng) -> dt.date:
    last = day.day if month == first_of_month(day) else 28
    return month.replace(day=1 + int(rng.random() * last))
