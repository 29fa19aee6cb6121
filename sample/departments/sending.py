"""Two years of what the departments of a sample county sent, before its first night: everyday records, warnings of the
last month, people nobody knows, and what waits for the demo liaison."""

import datetime as dt
import hashlib
import io
from collections import Counter
from itertools import cycle

from django.db import transaction

from accounts.models import User
from core.database_roles import as_owner
from core.dates import last_of_month
from departments.batches import actions, files
from departments.batches.run import run_batch_check
from departments.models import BatchState, FeedBatch, FeedMonth, FeedRow
from households.models import Household, UnknownPerson

from ..chance import ChanceStreams
from ..demo_people import demo_grants, places_in
from ..distributions import alerts as alert_shares
from ..distributions import departments as shares
from ..families.members import IdNumbers, anybodys_name
from ..rows import keys_checked_at_the_end, uncollected
from .calendar import FeedCalendar, count_what_came, write_calendar
from .inquiries import ask_about_families
from .liaisons import make_liaisons
from .people import NEXT_DOOR, Strangers, people_of_registry, some_people
from .records import RecordTeller

SUPPLEMENT = 8  # rows of the batch that waits for the demo liaison
IN_DEMO_VILLAGE = 2  # fresh warnings
MODELS = (FeedBatch, FeedMonth, FeedRow, UnknownPerson)


@uncollected()
@as_owner()
@transaction.atomic
def send_what_departments_know(county, seed: int = 1) -> Counter:
    """Write what the departments of a county sent; return how many rows each model received. Nothing happens where
    something was sent, where nobody may send, or where real households are."""
    if not departments_wait(county):
        return Counter()
    day = Household.objects.filter(county=county).latest("created_at").created_at.date()  # the sample's today
    stream = ChanceStreams(county, seed)
    liaisons = make_liaisons(county, day - dt.timedelta(365 * 3), stream("liaisons"))
    with keys_checked_at_the_end(*MODELS):
        write_calendar(county, day, liaisons, stream("feed months"))
        calendar = FeedCalendar(county, day, liaisons)
        tell_two_years(calendar, stream)
        count_what_came(county)
    leave_to_check(calendar, stream("supplement"))
    ask_about_families(county, day, liaisons, stream("inquiries"))
    return Counter({model: model.objects.filter(county=county).count() for model in MODELS})


def departments_wait(county) -> bool:
    """Return whether a county has only invented households and demo people, and no department sent anything."""
    homes = Household.objects.filter(county=county)
    sent = FeedBatch.objects.filter(county=county).exists()
    return bool(homes.exists() and demo_grants(county)) and not (sent or homes.filter(is_sample=False).exists())


def tell_two_years(calendar, stream) -> None:
    """Write the records of every batch: of people of the registry, one in twenty of somebody nobody knows."""
    county, rng = calendar.county, stream("feed records")
    scale = Household.objects.filter(county=county, kind="lifted").count() / shares.WHOLE
    people = some_people(county, stream("feed people"), max(100, round(shares.POOL * scale)))
    teller, strangers = RecordTeller(calendar, rng), Strangers(county, calendar.day, stream("strangers"))
    warn_freshly(teller, people, scale)
    for batches in calendar.batches.values():
        again = cycle(people)  # each once, before anybody a second time
        for batch in batches:
            tell_month(teller, batch, again, strangers, scale)
    teller.write()
    strangers.write(demo_grants(county)["county_staff"].user_id)


def warn_freshly(teller, people, scale) -> None:
    """Tell of what the first night will warn of, each of somebody else; some of it in the demo village."""
    village = places_in(teller.calendar.county)["village"]
    there = people_of_registry(household__village=village, household__state="active")[-IN_DEMO_VILLAGE:]
    for person in there:
        warn_of(teller, "MED-02", person)
    for rule, number in shares.FRESH.items():
        for _ in range(max(1, round(number * scale))):
            warn_of(teller, rule, people.pop())


def warn_of(teller, rule, person) -> None:
    feed = shares.WARNING[rule][0]
    batch = teller.calendar.sent_before(feed, teller.day)
    ago = shares.FRESH_DAYS.get(rule)
    happened = teller.day - teller.rng.days(*ago) if ago else batch.month + teller.rng.days(0, 9)
    teller.tell_warning(rule, batch, person, happened)


def tell_month(teller, batch, people, strangers, scale) -> None:
    """Tell of one month of a feed."""
    times = shares.BEFORE_ALERTS if (teller.day - batch.month).days > alert_shares.MONTHS * alert_shares.MONTH else 1
    unknown = shares.UNKNOWN * (2 if times == 1 else 1)  # the warnings of these months are still to come
    for _ in range(max(1, round(shares.A_MONTH[batch.feed] * scale * times))):
        is_stranger = teller.rng.draw(unknown)
        person = strangers.next(batch.feed, last_of_month(batch.month)) if is_stranger else next(people)
        teller.tell_ordinary(batch, person)


# What waits for the demo liaison


def leave_to_check(calendar, rng) -> None:
    """Send and check a supplement of the last month of medical insurance, with one row to correct; nobody has published
    it yet."""
    grant = demo_grants(calendar.county).get("department_liaison")
    batch = calendar.sent_before(grant.department, calendar.day) if grant else None
    if grant is None or batch is None:
        return
    body = supplement(calendar.county, rng).encode()
    made = actions.create_batch(
        feed=batch.feed, county=calendar.county, month=batch.month, by=User.objects.get(pk=grant.user_id),
        language="zh-hans", digest=hashlib.sha256(body).hexdigest(),
        file_name=f"{batch.feed}-{batch.month:%Y-%m}-2.csv",
    )  # fmt: skip
    files.store_batch_file(made, made.file_name, io.BytesIO(body))
    made.move(BatchState.UPLOADED, to=BatchState.CHECKING)
    run_batch_check(made, report=lambda *_told: None)


def supplement(county, rng) -> str:
    """Return a file as a liaison sends it: the first row has an amount that is no number, and one person is unknown."""
    said = [(one.said["name"], one.said["id_number"]) for one in some_people(county, rng, SUPPLEMENT - 1)]
    said.append((anybodys_name(rng), IdNumbers(NEXT_DOOR, rng).next(dt.date(1961, 5, 4), "male")))
    rows = [f"BL-{place:04d},{name},{number},{rng.randint(300, 4000)}" for place, (name, number) in enumerate(said, 1)]
    rows[0] = rows[0].rpartition(",")[0] + f",{rng.word('no_amount')}"
    return "\n".join(["reference,name,id_number,self_paid", *rows, ""])
