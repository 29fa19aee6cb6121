"""Income and costs: one amount of one item in one month."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint, minimum_constraint
from core.history import track_history
from households.choices import COSTS, EARNINGS, ITEM_GROUPS, IncomeItem, IncomeItemGroup, Source


class IncomeQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"

    def between(self, start, end):
        """Keep the months from `start` up to, not including, `end`."""
        return self.filter(month__gte=start, month__lt=end)


@track_history
class IncomeRecord(models.Model):
    """One amount in yuan of one item in one month, of a member or of the household as a whole. Zero means asked and
    none; what was not asked has no row."""

    household = models.ForeignKey("Household", models.CASCADE, related_name="income", verbose_name=_("household"))
    member = models.ForeignKey(
        "Member", models.CASCADE, null=True, blank=True, related_name="income", verbose_name=_("member"), db_index=False
    )
    month = models.DateField(_("month"))
    item = models.CharField(_("item"), max_length=20, choices=IncomeItem)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=12, decimal_places=2)
    source = models.CharField(_("source"), max_length=12, choices=Source)
    source_visit = models.UUIDField(_("visit"), null=True, blank=True)
    # Sums over millions of rows need these, so the database computes them once when a row is written.
    theme = models.GeneratedField(
        expression=Case(*(When(item__in=items, then=Value(int(theme))) for theme, items in ITEM_GROUPS.items())),
        output_field=models.SmallIntegerField(_("group"), choices=IncomeItemGroup),
        db_persist=True,
    )
    net_amount = models.GeneratedField(  # the row's part in net income: costs are negative, claims zero
        expression=Case(When(item__in=COSTS, then=-F("amount")), When(item__in=EARNINGS, then=F("amount"))),
        output_field=models.DecimalField(_("part of net income (yuan)"), max_digits=12, decimal_places=2),
        db_persist=True,
    )

    objects = IncomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("income record")
        verbose_name_plural = _("income records")
        ordering = ["household", "month", "item"]
        indexes = [  # medical costs are few rows and have a query of their own
            models.Index(
                fields=["household", "member", "month"], condition=Q(item="out_of_pocket"), name="medical_bills"
            )
        ]
        constraints = [
            # This is also the index that finds one household's income.
            models.UniqueConstraint(
                fields=["household", "month", "item", "member"], nulls_distinct=False, name="one_amount_a_month"
            ),
            minimum_constraint("amount_not_negative", "amount"),
            models.CheckConstraint(name="month_is_its_first_day", condition=Q(month__day=1)),
            choice_constraint("income_item_known", "item", IncomeItem),
            choice_constraint("income_source_known", "source", Source),
        ]

    class Privacy:
        plain = {"household", "member", "month", "item", "amount", "source", "source_visit", "theme", "net_amount"}
        secret = health = set()

    def __str__(self):
        return f"{self.month:%Y-%m} {self.item} {self.amount}"
