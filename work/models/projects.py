"""Projects that many households join, their contracts, and what they pay."""

from django.db import models
from django.db.models import Case, DateField, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Greatest, Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint, minimum_constraint, order_constraint
from core.history import recorded_at_field, track_history
from core.sql import day_after
from households.models import Household
from work.choices import ITEM_OF_PUT_IN, ProjectKind, PutIn

from .needs import recorder_foreign_key
from .offers import Enterprise, OfAreaQuerySet, count_of
from .sales import YUAN, sum_of


class ProjectQuerySet(OfAreaQuerySet):
    def running_on(self, day):
        """Keep the projects that have begun, are not over and have not failed."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day, failed_on=None)

    def with_counts(self, day):
        """Annotate `households` under contract on a day, and `behind`: contracts that were paid less than promised."""
        contracts = ProjectContract.objects.filter(project=OuterRef("pk"))
        return self.annotate(
            households=count_of(contracts.standing_on(day), "project"),
            behind=count_of(contracts.with_paid(day).behind(), "project"),
        )


@track_history
class Project(models.Model):
    """A project that many households join, such as a cooperative or a firm with a dividend. One that failed is a sign
    of risk for every household under contract on that day."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("place"))
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(pgettext_lazy("project", "kind"), max_length=12, choices=ProjectKind)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("enterprise")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    promise = models.CharField(_("what is promised"), max_length=300, blank=True)
    failed_on = models.DateField(_("failed on"), null=True, blank=True)
    failure_reason = models.CharField(_("why it failed"), max_length=300, blank=True)
    by = recorder_foreign_key()
    recorded_at = recorded_at_field()

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["county", "area", "name"], name="one_project_a_name"),
            choice_constraint("project_kind_known", "kind", ProjectKind),
            order_constraint("a_project_ends_after_it_starts", "starts_on", "ends_on"),
            order_constraint("a_project_fails_after_it_starts", "starts_on", "failed_on"),
            models.CheckConstraint(
                name="a_failure_has_its_reason",
                condition=Q(failed_on=None, failure_reason="") | Q(failed_on__isnull=False) & ~Q(failure_reason=""),
            ),
        ]

    class Privacy:
        plain = {
            "county", "area", "name", "kind", "enterprise", "starts_on", "ends_on", "promise", "failed_on",
            "failure_reason", "by", "recorded_at",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("work:project", args=[self.pk])


class FullYears(Func):
    """How many full years lie between two days."""

    template = "EXTRACT(year FROM age(%(expressions)s))::int"
    output_field = models.IntegerField()


class ContractQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"

    def standing_on(self, day):
        """Keep the contracts that run on a day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)

    def with_paid(self, day):
        """Annotate `due`, the yuan that the full years of the contract by `day` promised, `paid`, and `missing`. Once a
        project failed nothing more falls due."""
        over = Least(Value(day, DateField()), day_after("until", 1), F("project__failed_on"))
        years = Greatest(FullYears(Cast(over, DateField()), F("since")), Value(0))
        paid = sum_of(ProjectPayment.objects.filter(contract=OuterRef("pk"), paid_on__lte=day), "contract")
        amount = models.DecimalField(**YUAN)
        rows = self.annotate(due=Cast(years * F("promised"), amount), paid=paid)
        return rows.annotate(missing=Greatest(F("due") - F("paid"), Value(0), output_field=amount))

    def behind(self):
        """Keep those that were paid less than what fell due; needs `with_paid`."""
        return self.filter(missing__gt=0)


@track_history
class ProjectContract(models.Model):
    """The contract of a household with a project: since when, what it puts in, and what it is promised a year."""

    head: str | None  # who heads the household, where a page has read it

    project = models.ForeignKey(Project, models.PROTECT, related_name="contracts", verbose_name=_("project"))
    household = models.ForeignKey(
        Household, models.CASCADE, related_name="project_contracts", verbose_name=_("household")
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    puts_in = models.CharField(_("puts in"), max_length=8, choices=PutIn)
    land_mu = models.DecimalField(_("land (mu)"), max_digits=7, decimal_places=2, null=True, blank=True)
    yuan = models.DecimalField(_("money or grant (yuan)"), null=True, blank=True, **YUAN)
    promised = models.DecimalField(_("promised a year (yuan)"), **YUAN)
    by = recorder_foreign_key()
    recorded_at = recorded_at_field()

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract with a project")
        verbose_name_plural = _("contracts with projects")
        ordering = ["project", "household", "since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "household", "puts_in", "since"], name="one_contract_at_a_time"),
            choice_constraint("put_in_known", "puts_in", PutIn),
            order_constraint("a_contract_ends_after_it_starts", "since", "until"),
            minimum_constraint("promised_is_not_below_zero", "promised"),
            models.CheckConstraint(
                name="land_in_mu_and_the_rest_in_yuan",
                condition=Q(puts_in=PutIn.LAND, land_mu__gt=0, yuan=None)
                | ~Q(puts_in=PutIn.LAND) & Q(land_mu=None, yuan__gt=0),
            ),
        ]

    class Privacy:
        plain = {
            "project", "household", "since", "until", "puts_in", "land_mu", "yuan", "promised", "by", "recorded_at",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return f"{self.project_id} {self.household_id}"

    def get_absolute_url(self):
        return reverse("work:contract", args=[self.pk])


class ProjectPaymentQuerySet(TerritoryQuerySet):
    area_path = "contract__household__village__path"

    def with_item(self):
        """Annotate `item`: what a payment counts as in the income of the household."""
        whens = [When(contract__puts_in=one, then=Value(item.value)) for one, item in ITEM_OF_PUT_IN.items()]
        return self.annotate(item=Case(*whens))


@track_history
class ProjectPayment(models.Model):
    """What a project paid to a household on a day, by its contract."""

    contract = models.ForeignKey(
        ProjectContract, models.CASCADE, related_name="payments", verbose_name=_("contract with a project")
    )
    paid_on = models.DateField(_("paid on"))
    yuan = models.DecimalField(_("yuan"), **YUAN)
    by = recorder_foreign_key()
    recorded_at = recorded_at_field()

    objects = ProjectPaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment of a project")
        verbose_name_plural = _("payments of projects")
        ordering = ["-paid_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "paid_on"], name="one_payment_of_a_contract_a_day"),
            models.CheckConstraint(name="a_payment_brings_yuan", condition=Q(yuan__gt=0)),
        ]

    class Privacy:
        plain = {"contract", "paid_on", "yuan", "by", "recorded_at"}
        secret = health = set()

    def __str__(self):
        return f"{self.contract_id} {self.paid_on}"
