"""Income: what somebody told of a household (statements, never changed), and the months that follow (records)."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint, minimum_constraint, order_constraint, together_constraint
from core.dates import month_number, month_of_number
from core.history import recorded_at_field, track_history
from households.choices import COSTS, EARNINGS, IncomeItem, IncomeQuestionReason, IncomeTopic, Teller


class IncomeStatementQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"

    def standing(self):
        """Keep the statements that were not withdrawn."""
        return self.filter(withdrawn_at=None)


@track_history
class IncomeStatement(models.Model):
    """What somebody told on one day about a household's income in some months.

    It speaks for the whole household in the topics it asked, or of one `member` only. `lines` hold an amount in yuan of
    the whole period each: {"item", "amount"} and "member" (a person), "others": true (all others together) or neither
    (undivided). Nothing in it changes: a correction is the next statement; a voided visit withdraws its own."""

    county = models.ForeignKey("accounts.Area", models.CASCADE, related_name="+", verbose_name=_("county"))
    household = models.ForeignKey("Household", models.CASCADE, related_name="statements", verbose_name=_("household"))
    member = models.ForeignKey("Member", models.CASCADE, null=True, related_name="+", verbose_name=_("of one person"))
    teller = models.CharField(_("told by"), max_length=12, choices=Teller)
    told_on = models.DateField(_("told on"))
    first_month = models.DateField(_("first month"))
    months = models.PositiveSmallIntegerField(_("months"))
    asked = models.JSONField(_("what was asked"))  # topics
    lines = models.JSONField(_("lines"))
    began_on = models.DateField(_("work began on"), null=True)
    source_visit = models.UUIDField(_("visit"), null=True)
    source_import = models.BigIntegerField(_("import"), null=True)
    source_spell = models.BigIntegerField(_("work spell"), null=True)
    recorded_at = recorded_at_field()
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = IncomeStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement of income")
        verbose_name_plural = _("statements of income")
        ordering = ["household", "first_month", "told_on", "pk"]
        indexes = [models.Index(fields=["source_visit"], condition=Q(source_visit__isnull=False), name="told_on_visit")]
        constraints = [
            choice_constraint("income_teller_known", "teller", Teller),
            minimum_constraint("a_statement_has_months", "months", 1),
            models.CheckConstraint(name="month_is_its_first_day", condition=Q(first_month__day=1)),
        ]

    class Privacy:
        plain = {
            "county", "household", "member", "teller", "told_on", "first_month", "months", "asked", "lines", "began_on",
            "source_visit", "source_import", "source_spell", "recorded_at", "withdrawn_at",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return f"{self.first_month:%Y-%m} {self.months} {self.teller}"

    @property
    def start(self) -> int:
        """Return the number of the first month."""
        return month_number(self.first_month)

    @property
    def end(self) -> int:
        """Return the number of the month after the last one."""
        return self.start + self.months

    @property
    def last_month(self):
        return month_of_number(self.end - 1)


class IncomeQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"

    def amounts(self):
        """Keep the amounts; the other rows say which months are known."""
        return self.exclude(item="")

    def between(self, start, end):
        """Keep the rows that touch the months from `start` up to, not including, `end` (first days of months)."""
        return self.filter(start__lt=month_number(end), end__gt=month_number(start))

    def with_yuan(self, window, stale_months):
        """Annotate `months` and `yuan`: how many months of the window a row covers, and what it says of them together.
        A month that was carried further than `stale_months` is left out."""
        return self.between(*window).annotate(
            covered=months_within(window, stale_months), yuan=F("amount") * months_within(window, stale_months)
        )


def months_within(window, stale_months):
    """Return how many months of a window a row covers, as an expression over `IncomeRecord`."""
    last = Least(F("end"), Value(month_number(window.end)), F("told_until") + int(stale_months))
    first = Greatest(F("start"), Value(month_number(window.start)))
    return Greatest(last - first, Value(0), output_field=models.IntegerField())


class IncomeRecord(models.Model):
    """Some months in a row of one topic, as they follow from the statements: an amount a month of one item, or, where
    `item` is empty, that the topic is known in these months or carried over them.

    Months are numbered (core.dates.month_number), from `start` up to, not including, `end`. Carried months are filled
    from what was told before; `told_until` is the month after the last one in which the topic was known, and empty
    where it is known. Written by households.income.months alone, again for a household whenever something is told of
    it; because it follows from the statements, the database need not check its keys once more."""

    county = models.ForeignKey("accounts.Area", models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    household = models.ForeignKey(
        "Household", models.CASCADE, related_name="income", verbose_name=_("household"), db_constraint=False
    )
    member = models.ForeignKey(
        "Member", models.CASCADE, null=True, related_name="income", verbose_name=_("member"), db_index=False,
        db_constraint=False,
    )  # fmt: skip
    topic = models.PositiveSmallIntegerField(_("topic"), choices=IncomeTopic)
    item = models.CharField(_("item"), max_length=20, choices=IncomeItem, blank=True)
    start = models.PositiveSmallIntegerField(_("first month"))
    end = models.PositiveSmallIntegerField(_("month after the last"))
    amount = models.DecimalField(_("amount a month (yuan)"), max_digits=12, decimal_places=2, default=0)
    told_until = models.PositiveSmallIntegerField(_("told until"), null=True)
    is_nothing = models.BooleanField(_("nothing so far"), default=False)
    statement = models.BigIntegerField(_("statement"), null=True)
    shared_since = models.DateField(_("shared since"), null=True)  # of what a household brought that was merged into it
    # Sums over many rows need these, so the database computes them once when a row is written.
    net_amount = models.GeneratedField(  # the row's part in net income: costs are negative, claims zero
        expression=Case(When(item__in=COSTS, then=-F("amount")), When(item__in=EARNINGS, then=F("amount"))),
        output_field=models.DecimalField(_("part of net income (yuan)"), max_digits=12, decimal_places=2),
        db_persist=True,
    )

    objects = IncomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("income record")
        verbose_name_plural = _("income records")
        ordering = ["household", "start", "item"]
        indexes = [  # medical costs are few rows and have a query of their own
            models.Index(
                fields=["household", "member", "start"], condition=Q(item="out_of_pocket"), name="medical_bills"
            )
        ]
        constraints = [
            minimum_constraint("amount_not_negative", "amount"),
            order_constraint("income_ends_after_it_starts", "start", "end"),
            choice_constraint("income_topic_known", "topic", IncomeTopic),
        ]

    class Privacy:
        plain = {
            "county", "household", "member", "topic", "item", "start", "end", "amount", "told_until", "is_nothing",
            "statement", "shared_since", "net_amount",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return f"{month_of_number(self.start):%Y-%m} {self.item} {self.amount}"


class IncomeQuestionQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"

    def open(self):
        """Keep the questions that nobody has settled."""
        return self.filter(settled_at=None)


class IncomeQuestion(models.Model):
    """Something to ask the family about its income: one of a household, topic, item and reason. It never blocks. It
    goes when what is told no longer raises it, or when somebody settles it."""

    leavers: list  # whose the amount may have been, where `questions_with_leavers` has said so

    county = models.ForeignKey("accounts.Area", models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    household = models.ForeignKey("Household", models.CASCADE, related_name="income_questions")
    topic = models.PositiveSmallIntegerField(_("topic"), choices=IncomeTopic)
    item = models.CharField(_("item"), max_length=20, choices=IncomeItem, blank=True)
    reason = models.CharField(_("reason"), max_length=8, choices=IncomeQuestionReason)
    statement = models.BigIntegerField(_("statement"))
    raised_at = recorded_at_field()
    settled_at = models.DateTimeField(_("settled"), null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = IncomeQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question about income")
        verbose_name_plural = _("questions about income")
        ordering = ["household", "topic", "item", "reason"]
        constraints = [
            models.UniqueConstraint(fields=["household", "topic", "item", "reason"], name="a_question_is_asked_once"),
            choice_constraint("income_question_reason_known", "reason", IncomeQuestionReason),
            together_constraint("income_question_settled_completely", "settled_at", "settled_by"),
        ]

    class Privacy:
        plain = {
            "county", "household", "topic", "item", "reason", "statement", "raised_at", "settled_at", "settled_by",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return f"{self.reason} {self.item}"

    @property
    def words(self) -> str:
        """Return what it is about and what to ask: "Wages: Two statements of one day differ: the larger was taken."."""
        about = self.get_item_display() if self.item else self.get_topic_display()
        return gettext("%(about)s: %(question)s") % {"about": about, "question": self.get_reason_display()}
