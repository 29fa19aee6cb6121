"""Records of departments: what each says, and how a later version ends it."""

import datetime as dt
from dataclasses import dataclass, replace

from core.dates import add_months, first_of_month, last_of_month
from departments.feeds import FEEDS
from departments.models import FeedRow

from ..chance import Chance
from ..distributions import departments as shares
from ..rows import copy_rows
from .calendar import FeedCalendar
from .people import ToldPerson

WINDOW = 90  # days for which rules count events as new: defaults of the county
LASTING = {"disability", "serious_illness"}  # of which a month tells although they began long before
LOWERED = {"amount": 5, "further_amount": 20}  # what medical aid or a grant leaves of the costs: one part in so many
COUNTED_AS_NEW = {"MED-03", "CIV-01", "DIS-01", "ACC-01"}  # rules that look at events of the last days only
COSTS = {"MED-01", "MED-02", "EDU-02"}


@dataclass(slots=True)
class FeedRecord:
    """One version of a record; the columns are those of FeedRow."""

    feed: str
    department: str
    reference: str
    batch: object
    month: dt.date
    person: ToldPerson
    happened_on: dt.date
    counts_until: dt.date | None = None
    amount: int | None = None
    further_amount: int | None = None
    word: str = ""
    further_on: dt.date | None = None
    version: int = 1
    is_current: bool = True
    is_withdrawn: bool = False

    @property
    def said(self) -> dict:
        return self.person.said

    @property
    def person_key(self) -> str:
        return self.person.key

    @property
    def id_hash(self) -> str:
        return self.person.id_hash

    @property
    def member(self) -> int | None:
        return self.person.member

    @property
    def content_hash(self) -> str:
        return f"sample {self.reference} {self.version}"


class RecordTeller:
    """Invents records of one county with one random stream."""

    def __init__(self, calendar: FeedCalendar, rng: Chance):
        self.calendar, self.day, self.rng = calendar, calendar.day, rng
        self.records: list[FeedRecord] = []

    def tell(self, batch, person, says, happened_on=None) -> FeedRecord:
        """Add the first version of a record to a batch; by default it happened in the month."""
        happened = happened_on or batch.month + self.rng.days(0, 27)
        feed = FEEDS[batch.feed]
        reference = self.calendar.next_reference(batch)
        record = FeedRecord(feed.code, str(feed.department), reference, batch, batch.month, person, happened)
        for name, table in says.items():
            setattr(record, name, self.rng.draw(table))
        if feed.code == "medical_insurance":
            record.happened_on = last_of_month(batch.month)
        if feed.code == "serious_illness":
            record.further_on = self.followed_up_on(batch)
        record.counts_until = feed.until({"happened_on": record.happened_on})
        self.records.append(record)
        return record

    def followed_up_on(self, batch) -> dt.date:
        """Return when the contracted doctor saw somebody last."""
        missed = self.rng.draw(shares.MISSED)
        return last_of_month(batch.month) - self.rng.days(*(shares.NOT_FOLLOWED_UP if missed else shares.FOLLOWED_UP))

    def tell_ordinary(self, batch, person) -> None:
        """Add a record that warns of nothing: small costs, something that was over soon, a certificate of long ago."""
        long_ago = batch.month - self.rng.days(*shares.OLD_DIAGNOSIS) if batch.feed in LASTING else None
        record = self.tell(batch, person, shares.ORDINARY.get(batch.feed, {}), long_ago)
        if FEEDS[batch.feed].over and batch.feed not in LASTING:
            over = record.happened_on + self.rng.days(*shares.OVER_AFTER)
            record.counts_until = max(record.happened_on, min(over, batch.published_on - dt.timedelta(1)))

    def tell_warning(self, rule: str, batch, person, happened_on=None) -> FeedRecord:
        return self.tell(batch, person, shares.WARNING[rule][1], happened_on)

    def end(self, rule: str, record: FeedRecord, ended_on: dt.date) -> None:
        """Add the version that ends a record which would still warn today: the costs were paid back, it is over, or the
        department withdrew it."""
        if not still_warns(rule, record, self.day):
            return
        batch = self.calendar.sent_after(record.feed, ended_on)
        later = replace(record, version=2, batch=batch, month=batch.month)
        record.is_current = False
        if rule in COSTS:
            for name, part in LOWERED.items():
                setattr(later, name, lowered(getattr(later, name), part))
        elif FEEDS[record.feed].over:
            later.counts_until = max(record.happened_on, min(ended_on, self.day - dt.timedelta(1)))
        else:
            later.is_withdrawn = True
        self.records.append(later)

    def write(self) -> int:
        return copy_rows(FeedRow, self.records, county=self.calendar.county)


def lowered(amount, part) -> int | None:
    return amount and amount // part


def still_warns(rule: str, record: FeedRecord, day: dt.date) -> bool:
    """Whether a record would still raise a flag of its rule today."""
    if rule == "MED-02":
        return record.month >= add_months(first_of_month(day), -1)
    if rule in COUNTED_AS_NEW:
        return record.happened_on >= day - dt.timedelta(WINDOW)
    return record.counts_until is None or record.counts_until >= day
