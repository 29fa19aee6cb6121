"""Chapters of the case file about the family: who it is, and what it lived on when it was decided."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import masks
from core.dates import today
from core.text import listed
from households.choices import ITEM_GROUPS, Item
from households.models import GuaranteeCheck
from households.registry.history import in_words
from households.registry.portrait import health, learning, support

from .tables import Table, table, terms, yuan


def household(case, reader) -> list[Table]:
    """The household as it is on file now, who belongs to it, and who left."""
    of, members = case.household, list(case.household.members.order_by("pk"))
    about = terms(
        (_("Kind"), of.get_kind_display()),
        (_("Year lifted"), of.lifted_year),
        (_("Village group"), of.group_no),
        (_("Address"), of.address and reader.secret(of.address)),
        (_("Phone"), of.phone and reader.secret(of.phone, masks.phone)),
        (_("Bank account"), of.bank_account and reader.secret(of.bank_account, masks.last4)),
        (_("House grade"), of.get_house_grade_display()),
        (_("Safe water"), of.has_safe_water),
        (_("Safety-net household"), of.is_safety_net),
    )
    here = [one for one in members if one.left_on is None or one.left_on > today()]
    gone = [one for one in members if one not in here]
    return [about, *present(here, reader), *departed(gone)]


def present(members, reader) -> list[Table]:
    heads = (
        _("Name"), _("Relation to the head"), _("Sex"), _("Born"), _("ID number"), _("Health"), _("Learning"),
        _("Capacity to work"), _("Insurance and support"),
    )  # fmt: skip
    return table(heads, [person(one, reader) for one in members], _("Members"))


def person(member, reader) -> tuple:
    """One member in a row. Without the right to secrets the birth date is a year."""
    born = member.birth_date
    return (
        member.name,
        member.get_relation_display(),
        member.get_sex_display(),
        born and (born if reader.secrets else str(born.year)),
        member.id_number and reader.secret(member.id_number, masks.id_number),
        listed(health(member)),
        listed(learning(member)),
        member.get_labour_display(),
        listed(support(member)),
    )


def departed(members) -> list[Table]:
    heads = (_("Name"), _("Left on"), _("Why"))
    return table(heads, [(one.name, one.left_on, one.get_left_reason_display()) for one in members], _("Left"))


# --------------------------------------------------------------------------------------- what the decision was based on


def income(case, reader) -> list[Table]:
    """The income statements and guarantees that were stored with the decisions, side by side."""
    then = Then(case.statement_at_identification, case.line_at_identification, case.income_at_identification)
    cleared = Then(case.statement_at_clearing, case.line_at_clearing, case.income_at_clearing)
    heads = (_("What"), _("At identification"), _("At clearing"))
    rows = [(label, what(then), what(cleared)) for label, what in (*calculation(), *beside())]
    known = [row for row in rows if any(cell not in (None, "") for cell in row[1:])]
    promised = [(label, then.met(name), cleared.met(name)) for name, label in guarantees()]
    found = [row for row in promised if row[1:] != (None, None)]
    return [*table(heads, known, _("Income")), *table(heads, found, _("Guarantees"))]


class Then:
    """What was known on the day of one decision; everything is empty when it was not taken."""

    def __init__(self, statement, line, per_person):
        self.statement, self.line, self.per_person = statement or {}, line, per_person

    def item(self, name):
        return yuan(self.statement.get("items", {}).get(name))

    def fact(self, name):
        return yuan(self.statement.get(name))

    def met(self, guarantee):
        met = self.statement.get("guarantees", {}).get(guarantee)
        return met if met is None else (_("Met") if met else _("Not met"))

    @property
    def period(self):
        said = self.statement
        return f"{said['from']} – {said['until']}" if said.get("until") else None

    @property
    def share_of_line(self):
        """Income per person in percent of the line of that day."""
        return f"{100 * self.per_person / self.line:.1f}%" if self.line and self.per_person is not None else None


def calculation() -> list[tuple]:
    """(words, how to read it) from the items of net income to its share of the line."""
    items = [item for theme, members in ITEM_GROUPS.items() if theme.name != "BESIDE" for item in members]
    return [
        (_("Period"), lambda then: then.period),
        *((Item(item).label, lambda then, item=item: then.item(item)) for item in items),
        (_("Net income"), lambda then: then.fact("net")),
        (_("People"), lambda then: then.statement.get("people")),
        (_("Net income per person"), lambda then: yuan(then.per_person)),
        (_("Monitoring line"), lambda then: yuan(then.line)),
        (_("Share of the line"), lambda then: then.share_of_line),
    ]


def beside() -> list[tuple]:
    """What stands beside net income, and the income that sudden hardship is judged by."""
    return [
        (Item.CLAIM.label, lambda then: then.fact("claims")),
        (Item.OUT_OF_POCKET.label, lambda then: then.fact("out_of_pocket")),
        (Item.SCHOOLING.label, lambda then: then.fact("schooling_cost")),
        (_("Reference income per person"), lambda then: then.fact("reference")),
    ]


def guarantees() -> list[tuple]:
    return [
        (name, capfirst(in_words(GuaranteeCheck._meta.get_field(name).verbose_name)))
        for name in GuaranteeCheck.GUARANTEES
    ]
