"""Chapters of the case file about the family: its members, and its income when it was decided."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import masks
from core.dates import today
from core.text import join_words, written_share
from households.choices import ITEMS_OF_TOPIC, IncomeItem
from households.income.known import facts_known_words
from households.models import GuaranteeCheck
from households.registry.history import field_value_words
from households.registry.portrait import member_education, member_health, member_support

from .tables import CaseFileTable, case_file_income, case_file_yuan, headed_tables, terms_table


def household_chapter(case, reader) -> list[CaseFileTable]:
    """Return the household as it is on file now, its members, and those who left."""
    of, members = case.household, list(case.household.members.order_by("pk"))
    about = terms_table(
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
    return [about, *present_members_table(here, reader), *departed_members_table(gone)]


def present_members_table(members, reader) -> list[CaseFileTable]:
    heads = (
        _("Name"),
        _("Relation to the head"),
        _("Sex"),
        _("Born"),
        _("ID number"),
        _("Health"),
        _("Learning"),
        _("Capacity to work"),
        _("Insurance and support"),
    )
    return headed_tables(heads, [member_row(one, reader) for one in members], _("Members"))


def member_row(member, reader) -> tuple:
    """Return one member as a row. Without the right to see secrets, only the birth year is shown."""
    born = member.birth_date
    return (
        member.name,
        member.get_relation_display(),
        member.get_sex_display(),
        born and (born if reader.secrets and not member.birth_year_only else str(born.year)),
        member.id_number and reader.secret(member.id_number, masks.id_number),
        join_words(member_health(member)),
        join_words(member_education(member)),
        member.get_labour_display(),
        join_words(member_support(member)),
    )


def departed_members_table(members) -> list[CaseFileTable]:
    heads = (_("Name"), _("Left on"), _("Why"))
    return headed_tables(heads, [(one.name, one.left_on, one.get_left_reason_display()) for one in members], _("Left"))


# --------------------------------------------------------------------------------------- what the decision was based on


def income_chapter(case, reader) -> list[CaseFileTable]:
    """Return the income snapshots stored with the decisions, side by side."""
    then = DecisionSnapshot(
        case.statement_at_identification, case.line_at_identification, case.income_at_identification
    )
    cleared = DecisionSnapshot(case.statement_at_clearing, case.line_at_clearing, case.income_at_clearing)
    heads = (pgettext("table", "What"), _("At identification"), _("At clearing"))
    rows = [(label, what(then), what(cleared)) for label, what in (*net_income_rows(), *beside_income_rows())]
    known = [row for row in rows if any(cell not in (None, "") for cell in row[1:])]
    promised = [(label, then.met(name), cleared.met(name)) for name, label in guarantee_labels()]
    found = [row for row in promised if row[1:] != (None, None)]
    return [*headed_tables(heads, known, _("Income")), *headed_tables(heads, found, _("Guarantees"))]


class DecisionSnapshot:
    """What was known on the day of one decision; everything is empty when there was none."""

    def __init__(self, statement, line, per_person):
        self.statement, self.line, self.per_person = statement or {}, line, per_person

    def item(self, name):
        return case_file_yuan(self.statement.get("items", {}).get(name))

    def fact(self, name):
        return case_file_yuan(self.statement.get(name))

    def met(self, guarantee):
        met = self.statement.get("guarantees", {}).get(guarantee)
        return met if met is None else (_("Met") if met else _("Not met"))

    @property
    def period(self):
        said = self.statement
        return f"{said['from']} – {said['until']}" if said.get("until") else None

    @property
    def share_of_line(self):
        """Return income per person in percent of the monitoring line of that day; none of an income below zero."""
        if not self.line or self.per_person is None or self.per_person < 0:
            return None
        return written_share(self.per_person / self.line)


def net_income_rows() -> list[tuple]:
    """Return (label, function of a snapshot) for the items of net income down to its share of the monitoring line."""
    items = [item for items in ITEMS_OF_TOPIC.values() for item in items]
    return [
        (_("Period"), lambda then: then.period),
        *((IncomeItem(item).label, lambda then, item=item: then.item(item)) for item in items),
        (_("Net income"), lambda then: then.fact("net")),
        (_("People"), lambda then: then.statement.get("people")),
        (_("Net income per person"), lambda then: case_file_income(then.per_person)),
        (_("How well it is known"), lambda then: facts_known_words(then.statement)),
        (_("Monitoring line"), lambda then: case_file_yuan(then.line)),
        (_("Share of the line"), lambda then: then.share_of_line),
    ]


def beside_income_rows() -> list[tuple]:
    """Return the same for amounts besides net income, and for the income that sudden hardship is judged by."""
    return [
        (IncomeItem.CLAIM.label, lambda then: then.fact("claims")),
        (IncomeItem.OUT_OF_POCKET.label, lambda then: then.fact("out_of_pocket")),
        (IncomeItem.SCHOOLING.label, lambda then: then.fact("schooling_cost")),
        (_("Reference income per person"), lambda then: case_file_income(then.statement.get("reference"))),
    ]


def guarantee_labels() -> list[tuple]:
    return [(name, capfirst(field_value_words(GuaranteeCheck.label_of(name)))) for name in GuaranteeCheck.GUARANTEES]
