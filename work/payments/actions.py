"""What is done with payment lists: sent, and withdrawn. Each is one transaction and is recorded in the access log."""

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from accounts.reach import beyond_reach
from cases.assistance.actions import check_day_reached
from core.dates import last_of_month, today
from core.locks import wait_for_turn
from core.workflow import ActionRefused, StaleState
from households.counties import share_registry_turn
from households.models import Household
from households.signals import household_changed
from work.models import Enterprise, Payment, PaymentList

from .people import is_expected, item_of, people_of_list, promised_for
from .statements import state_payments

MOST_PEOPLE = 400  # of one list: a form has so many lines, and no enterprise of a county more people of ours


class MissingPeople(ActionRefused):
    """Raised when people who worked there are missing in a list and nobody said that they are unpaid."""


@transaction.atomic
def send_list(of, *, by, month, sent_on, paid, agreed=False) -> PaymentList:
    """Keep what an enterprise, or the office of an offer, sent: `paid` is {work: (yuan, day or None)}. Who worked there
    the whole month and is missing counts as unpaid, once that was `agreed`. It corrects the earlier lists of the
    month, for the people it speaks of."""
    must(by, Permission.WORK_KEEP, of.area)
    check_month(month, sent_on)
    share_registry_turn(of.county_id)
    wait_for_turn(f"payments of {of._meta.model_name} {of.pk} {month}")
    there = {spell.pk: spell for spell in people_of_list(of, month, by)}
    check_people(there, paid)
    check_days(paid, month)
    missing = [spell for spell in there.values() if spell.pk not in paid and is_expected(spell, month)]
    if missing and not agreed:
        raise MissingPeople(missing_words(len(missing)))
    named = {"enterprise": of} if isinstance(of, Enterprise) else {"offer": of}
    made = PaymentList.objects.create(county=of.county, area=of.area, month=month, sent_on=sent_on, by=by, **named)
    told = [payment_of(made, there[pk], yuan, day) for pk, (yuan, day) in paid.items()]
    told += [payment_of(made, spell, 0, None, is_missing=True) for spell in missing]
    Payment.objects.bulk_create(told)
    let_latest_hold(made)
    record_access(by, "payment_list_sent", made, area=of.area, shown=households_of(told), rows=len(told))
    return made


def payment_of(made, spell, yuan, paid_on, *, is_missing=False) -> Payment:
    """Return the payment of one person. Who moved since is paid as whom the earlier list named."""
    member = spell.earlier.member if spell.earlier else spell.member
    return Payment(
        list=made, member=member, spell=spell, month=made.month, item=item_of(spell), yuan=yuan, paid_on=paid_on,
        promised=promised_for(spell, made.month), is_missing=is_missing,
    )  # fmt: skip


def check_month(month, sent_on) -> None:
    check_day_reached(sent_on)
    if sent_on < last_of_month(month):
        words = {"day": date_format(last_of_month(month), "DATE_FORMAT")}
        raise ActionRefused(
            _("A list tells of a whole month: it is sent on %(day)s or later. Correct the month or the day.") % words
        )


def check_people(there, paid) -> None:
    if not there or not paid:
        raise ActionRefused(_("Nobody is on this list: enter at least one amount, and 0 for who was not paid."))
    if len(there) > MOST_PEOPLE:
        words = {"most": MOST_PEOPLE}
        raise ActionRefused(_("More than %(most)s people work there: enter lists of single offers instead.") % words)
    if not paid.keys() <= there.keys():
        raise StaleState(_("Somebody on this list has no place there in this month any more: look at the list again."))


def check_days(paid, month) -> None:
    for yuan, day in paid.values():
        if day and (day > today() or day < month):
            words = {"day": date_format(month, "DATE_FORMAT")}
            raise ActionRefused(_("Wages of a month are paid between %(day)s and today: correct the day.") % words)
        if day and not yuan:
            raise ActionRefused(_("Who was paid nothing has no day of payment: leave it empty, or enter the yuan."))


def missing_words(number) -> str:
    return ngettext(
        "%(n)s person with a place here is missing in the list: they will count as unpaid. Tick below to agree.",
        "%(n)s people with a place here are missing in the list: they will count as unpaid. Tick below to agree.",
        number,
    ) % {"n": number}


@transaction.atomic
def withdraw_list(made, *, by, why) -> PaymentList:
    """Take back a list that was a mistake: an earlier one of the month holds again, else what was promised."""
    must(by, Permission.WORK_KEEP, made.area)
    share_registry_turn(made.county_id)
    made = PaymentList.objects.select_for_update(no_key=True, of=("self",)).get(pk=made.pk)
    if made.withdrawn_on:
        raise ActionRefused(_("This list was withdrawn already."))
    made.withdrawn_on, made.withdrawn_by, made.withdrawn_why = today(), by, why.strip()
    made.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_why"])
    with beyond_reach("a list is withdrawn as a whole, wherever the people on it live"):
        shown = households_of(made.payments.select_related("member"))
        let_latest_hold(made)
    record_access(by, "payment_list_withdrawn", made, area=made.area, shown=shown, reason=why)
    return made


def households_of(payments) -> list[int]:
    return [one.member.household_id for one in payments]


def let_latest_hold(made) -> None:
    """Let the payment told last hold for each work on this list, state it as income, and judge the households again."""
    rows = Payment.objects.filter(month=made.month, spell__in=made.payments.values("spell"))
    members = list(rows.values_list("member", flat=True).distinct())
    standing = rows.filter(list__withdrawn_on=None).order_by("spell_id", "-list__sent_on", "-list_id")
    latest = list(standing.distinct("spell_id").values_list("pk", flat=True))
    rows.filter(holds=True).exclude(pk__in=latest).update(holds=False)
    rows.filter(pk__in=latest, holds=False).update(holds=True)
    state_payments(members, made.month)
    for household in Household.objects.filter(members__in=members).distinct():
        household_changed.send(Household, household=household)
