"""Employment at the end of the month: which lifted and monitored people work, where, and in which post."""

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Concat

from households.choices import ABLE_TO_WORK, WorkChannel
from households.models import Member, WorkSpell, present_on
from reports.indicators import stock

from .declare import counting, report_rows
from .lifted import lifted_households

POST_CODES = {WorkChannel.PUBLIC_POST: "post", WorkChannel.WORKSHOP: "workshop"}


@counting("work")
def employment_report_rows(month):
    """Yield the rows about work; `people` counts the household's members concerned.

    work.able: people recorded as able to work; work.able_working: those of them who work; work.now: all who work, even
    where nobody recorded whether they are able; work.<village, township, county, province or outside>: where, by the
    work each began last; work.post and work.workshop: people in a public-welfare post or workshop;
    work.post_without_case: people whose public-welfare post is a measure without a case, who are not in work.post."""
    there = lifted_or_monitored(month, "household")
    able = Member.objects.present(month.as_of).filter(there, labour__in=ABLE_TO_WORK)
    yield worker_report_rows(able, Value("work.able"), "", month)
    spells = ongoing_work_spells(month)
    last = spells.order_by("member_id", "-started_on", "-pk").distinct("member_id")
    main = WorkSpell.objects.filter(pk__in=last.values("pk"))
    yield worker_report_rows(main, Value("work.now"), "member__", month)
    yield worker_report_rows(
        main.filter(member__labour__in=ABLE_TO_WORK), Value("work.able_working"), "member__", month
    )
    yield worker_report_rows(main, Concat(Value("work."), "place"), "member__", month)
    without = spells.filter(channel=WorkChannel.PUBLIC_POST, measure__isnull=False, measure__case=None)
    yield worker_report_rows(without, Value("work.post_without_case"), "member__", month)
    for channel, word in POST_CODES.items():
        found = spells.filter(channel=channel)
        found = found.exclude(member__in=without.values("member")) if word == "post" else found
        yield worker_report_rows(found, Value(f"work.{word}"), "member__", month)


def ongoing_work_spells(month):
    """Return the work that was going on at the end of the month, of people who belonged to their household then."""
    until = Q(ended_on=None) | Q(ended_on__gt=month.as_of)
    here = present_on(month.as_of, road="member__")
    return WorkSpell.objects.filter(
        until, here, lifted_or_monitored(month, "member__household"), started_on__lte=month.as_of
    )


def lifted_or_monitored(month, road):
    """Return the condition that the household is lifted or monitored at the end of the month."""
    monitored = stock.on_file_steps([month.county], month.as_of).values("case__household")
    return Q(**{f"{road}__in": lifted_households(month).values("pk")}) | Q(**{f"{road}__in": monitored})


def worker_report_rows(found, code, road, month):
    """Return a row for each household with the number of its workers; `road` is the lookup path to the member."""
    home = f"{road}household"
    found = found.annotate(code=code, home=F(home), there=stock.village_of_household_on(month.as_of, home)).order_by()
    found = found.values("code", "home", "there").annotate(number=Count(f"{road}pk" if road else "pk", distinct=True))
    return report_rows(found, code=F("code"), village=F("there"), household=F("home"), people=F("number"))
