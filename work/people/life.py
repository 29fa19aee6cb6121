"""One line of the life of a person: school, courses, work, places offered, needs told and words heard, newest first."""

from operator import itemgetter

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.dates import today
from core.templatetags.pw import money
from core.text import join_words, labelled
from households.models import Member, WorkSpell
from households.registry.history import field_value_words
from policy import parameters
from work.models import Heard, Payment, Placement, Training, WorkNeed
from work.payments.columns import month_words, pay_words
from work.payments.conditions import ODD, pay_condition

from .entries import NEED_COLUMNS


def line_of_life(user, member) -> list[dict]:
    """Return what happened in the life of somebody, for the timeline: {on, title, text, by}."""
    mine = {"member": member}
    told = [
        *map(need_event, WorkNeed.objects.visible_to(user).filter(**mine).select_related("by")),
        *map(heard_event, Heard.objects.visible_to(user).filter(**mine).select_related("by")),
        *map(course_event, Training.objects.visible_to(user).filter(**mine).select_related("by")),
        *map(offer_event, Placement.objects.visible_to(user).filter(**mine).select_related("offer", "measure", "by")),
        *map(pay_event, odd_payments(user, member)),
        *map(work_event, WorkSpell.objects.visible_to(user).filter(**mine)),
        *school_events(member),
    ]
    return sorted(told, key=itemgetter("on"), reverse=True)


def until_words(day) -> str:
    """Return until when something lasted; since a day alone it lasts."""
    return _("until %(day)s") % {"day": date_format(day, "DATE_FORMAT")} if day else _("lasts")


def work_event(spell) -> dict:
    wage = spell.monthly_wage is not None and _("%(yuan)s yuan a month") % {"yuan": money(spell.monthly_wage)}
    words = [spell.get_place_display(), spell.employer, spell.industry, spell.get_channel_display(), wage]
    return {"on": spell.started_on, "title": _("Work"), "text": words_of(*words, until_words(spell.ended_on))}


def course_event(training) -> dict:
    words = words_of(training.course, until_words(training.ended_on), training.certificate)
    return {"on": training.started_on, "title": _("Course"), "text": words, "by": training.by}


def offer_event(placement) -> dict:
    words = words_of(placement.offer.title, placement.measure.get_state_display(), placement.equipment)
    return {"on": placement.offered_on, "title": pgettext("work", "Offered"), "text": words, "by": placement.by}


def odd_payments(user, member):
    """Return the payments of whom nothing good is told: none, less than promised, or late."""
    p = parameters.parameters_on(today(), member.household.county)
    paid = Payment.objects.visible_to(user).holding().filter(pay_condition(ODD, p), member=member)
    return paid.select_related("list__enterprise", "list__offer", "list__by")


def pay_event(payment) -> dict:
    late = _("late") if payment.yuan and not pay_words(payment) else ""
    words = words_of(month_words(payment), labelled(_("paid (yuan)"), money(payment.yuan)), pay_words(payment), late)
    text = join_words([words, str(payment.list.of)])
    return {"on": payment.paid_on or payment.list.sent_on, "title": _("Pay"), "text": text, "by": payment.list.by}


def heard_event(heard) -> dict:
    words = words_of(heard.get_answer_display(), heard.get_way_display())
    return {"on": heard.on, "title": _("Asked about their work"), "text": words, "by": heard.by}


def need_event(need) -> dict:
    told = [need_words(need, name) for name in NEED_COLUMNS if getattr(need, name) not in (None, "")]
    return {"on": need.told_on, "title": _("What they need"), "text": words_of(*told), "by": need.by}


def need_words(need, name):
    """Return one answer of a need with its question."""
    field = WorkNeed._meta.get_field(name)
    if name == "planned_month":
        return labelled(field.verbose_name, date_format(need.planned_month, "YEAR_MONTH_FORMAT"))
    return labelled(field.verbose_name, field_value_words(getattr(need, name), field.flatchoices))


def school_events(member):
    """Return when the registry learned of another stage of school; versions hold what stood before each change."""
    stages, field = (
        [*member.events.order_by("pgh_created_at", "pgh_id"), member],
        Member._meta.get_field("school_stage"),
    )
    words = [field_value_words(one.school_stage, field.flatchoices) for one in stages]
    return [
        {"on": before.pgh_created_at.date(), "title": _("School"), "text": f"{words[place]} → {words[place + 1]}"}
        for place, before in enumerate(stages[:-1])
        if words[place] != words[place + 1]
    ]


def words_of(*words) -> str:
    return join_words(str(one) for one in words if one)
