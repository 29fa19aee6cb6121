"""What enterprises and offices say they paid: a list a month, and what each person got by it."""

from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from core.constraints import choice_constraint, minimum_constraint
from core.history import recorded_at_field, track_history
from households.choices import IncomeItem
from households.models import Member, WorkSpell

from .needs import OfMemberQuerySet, recorder_foreign_key
from .offers import Enterprise, OfAreaQuerySet, Offer


class PaymentListQuerySet(OfAreaQuerySet):
    def standing(self):
        """Keep the lists that were not withdrawn."""
        return self.filter(withdrawn_on=None)


@track_history
class PaymentList(models.Model):
    """What an enterprise, or the office of an offer without one, sent on a day: what it paid for a month. A later list
    corrects it; one that was a mistake is withdrawn. It never changes otherwise."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("place"))
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="payment_lists", verbose_name=_("enterprise")
    )
    offer = models.ForeignKey(
        Offer, models.PROTECT, null=True, blank=True, related_name="payment_lists", verbose_name=_("offer")
    )
    month = models.DateField(_("month"))
    sent_on = models.DateField(_("sent on"))
    by = recorder_foreign_key()
    recorded_at = recorded_at_field()
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("withdrawn by"),
    )  # fmt: skip
    withdrawn_why = models.CharField(_("why it was withdrawn"), max_length=200, blank=True)

    objects = PaymentListQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment list")
        verbose_name_plural = _("payment lists")
        ordering = ["-month", "-sent_on", "-pk"]
        indexes = [
            models.Index(fields=["enterprise", "-month"], name="lists_of_an_enterprise"),
            models.Index(fields=["offer", "-month"], name="lists_of_an_offer"),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_list_is_of_an_enterprise_or_an_offer",
                condition=Q(enterprise=None, offer__isnull=False) | Q(enterprise__isnull=False, offer=None),
            ),
            models.CheckConstraint(name="month_of_a_list_is_its_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="a_list_is_withdrawn_with_a_reason",
                condition=Q(withdrawn_on=None, withdrawn_by=None, withdrawn_why="")
                | Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
            ),
        ]

    class Privacy:
        plain = {
            "county", "area", "enterprise", "offer", "month", "sent_on", "by", "recorded_at", "withdrawn_on",
            "withdrawn_by",
        }  # fmt: skip
        secret = {"withdrawn_why"}
        health = set()

    def __str__(self):
        return f"{self.of} {date_format(self.month, 'YEAR_MONTH_FORMAT')}"

    def get_absolute_url(self):
        return reverse("work:payment-list", args=[self.pk])

    @property
    def of(self) -> Enterprise | Offer:
        """Return whose list it is."""
        return cast(Enterprise | Offer, self.enterprise or self.offer)  # the database asks for one of them


class PaymentQuerySet(OfMemberQuerySet):
    def holding(self):
        """Keep the latest word of each month: what no later list corrected, of lists that stand."""
        return self.filter(holds=True)


class Payment(models.Model):
    """What one person was paid for a month by a list: nothing where the list says so, or where somebody who worked the
    whole month is missing in it (`is_missing`). Of several lists of a month the latest `holds`."""

    list = models.ForeignKey(PaymentList, models.CASCADE, related_name="payments", verbose_name=_("payment list"))
    member = models.ForeignKey(Member, models.CASCADE, related_name="payments", verbose_name=_("member"))
    spell = models.ForeignKey(WorkSpell, models.CASCADE, related_name="payments", verbose_name=_("work"))
    month = models.DateField(_("month"))
    item = models.CharField(_("item"), max_length=20, choices=IncomeItem)
    yuan = models.DecimalField(pgettext_lazy("payment", "paid (yuan)"), max_digits=9, decimal_places=2)
    promised = models.DecimalField(_("promised (yuan)"), max_digits=9, decimal_places=2, null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    is_missing = models.BooleanField(_("missing in the list"), default=False)
    holds = models.BooleanField(_("holds"), default=False)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-month", "member", "-pk"]
        indexes = [models.Index(fields=["member", "-month"], name="payments_of_a_person")]
        constraints = [
            models.UniqueConstraint(fields=["list", "spell"], name="a_list_names_work_once"),
            models.UniqueConstraint(fields=["spell", "month"], condition=Q(holds=True), name="one_payment_holds"),
            choice_constraint("payment_item_known", "item", IncomeItem),
            minimum_constraint("a_payment_is_not_below_zero", "yuan"),
            models.CheckConstraint(name="month_of_a_payment_is_its_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="who_was_not_paid_has_no_day", condition=Q(yuan__gt=0, is_missing=False) | Q(yuan=0, paid_on=None)
            ),
        ]

    class Privacy:
        plain = {
            "list", "member", "spell", "month", "item", "yuan", "promised", "paid_on", "is_missing", "holds",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return f"{self.member_id} {self.month:%Y-%m} {self.yuan}"
