"""The columns of the employment account, on its page and in its files."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.dates import today
from core.listing import COMPACT, DAY, NUMBER, YUAN, Column, Listing
from core.text import join_words
from households.registry.columns import township_column, village_column
from households.registry.history import field_value_words
from households.registry.portrait import age_in_words


def text_column(name, label, **more) -> Column:
    """Declare the column of a text in which nothing is said where it is empty."""
    return Column(name, label, value=lambda entry: getattr(entry, name) or None, **more)


def answer_column(name, label, **more) -> Column:
    """Declare the column of a yes or a no; a dash where nobody was asked."""
    return Column(name, label, value=lambda entry: field_value_words(getattr(entry, name)), **more)


def since_words(entry) -> str:
    """Return since when somebody stands so; empty where that is not known."""
    return _("since %(day)s") % {"day": field_value_words(entry.since)} if entry.since else ""


def work_words(entry):
    """Return where and for whom somebody works; None for those without work."""
    if entry.spell is None:
        return None
    return join_words(one for one in (entry.spell.get_place_display(), entry.spell.employer) if one)


def wage_words(entry) -> str:
    wage = entry.spell and entry.spell.monthly_wage
    return _("%(yuan)s yuan a month") % {"yuan": f"{wage:,.0f}"} if wage is not None else ""


def wish_words(entry):
    """Return what is known of the work that somebody wants; None where nobody asked."""
    wants = {True: _("wants work"), False: _("wants none"), None: ""}[entry.wants_work]
    home = _("may not leave home") if entry.stays_home else ""
    return join_words(one for one in (wants, entry.get_where_display(), entry.skill, home) if one) or None


def wished_place(entry):
    return entry.get_where_display() or None


def days_unheard(entry):
    return (today() - entry.confirmed_on).days if entry.confirmed_on else None


def days_words(entry) -> str:
    days = days_unheard(entry)
    return "" if days is None else _("%(days)s days ago") % {"days": days}


def of_work(code, label, value, **more) -> Column:
    """Declare a column of the present work that files have, and pages for those who choose it."""
    return Column(code, label, value=f"spell.{value}", on_page=False, **more)


VILLAGE = "village"
ACCOUNT_LISTING = Listing(
    "account",
    gettext_lazy("Employment account"),
    (
        Column(
            "person", gettext_lazy("Person"), value="member.name", mask="name", identifies=True,
            template="work/people/_cell_person.html",
        ),  # fmt: skip
        Column(
            "household", gettext_lazy("Household"), value="household.number", url="household.get_absolute_url",
            sort=("household__number", "member"), identifies=True,
        ),  # fmt: skip
        Column("age", gettext_lazy("Age"), value=lambda entry: age_in_words(entry.member)),
        Column("state", gettext_lazy("State"), value="get_state_display", under=since_words, sort=("state", "since")),
        Column("since", gettext_lazy("Since"), value="since", kind=DAY, on_page=False),
        Column("work", gettext_lazy("Work now"), value=work_words, under=wage_words, in_file=False, css="pw-labelled"),
        of_work("place", gettext_lazy("Place of work"), "get_place_display"),
        of_work("employer", gettext_lazy("Employer"), "employer"),
        of_work("industry", gettext_lazy("Industry"), "industry"),
        of_work("channel", gettext_lazy("How found"), "get_channel_display"),
        of_work("wage", gettext_lazy("Yuan a month"), "monthly_wage", kind=YUAN),
        Column("wishes", gettext_lazy("Work they need"), value=wish_words, css="pw-words pw-labelled", in_file=False),
        answer_column("wants_work", gettext_lazy("Wants work"), on_page=False),
        Column("where", gettext_lazy("Wants to work where"), value=wished_place, on_page=False),
        text_column("skill", gettext_lazy("Skill"), on_page=False),
        text_column("training", gettext_lazy("Wants training in"), on_page=False),
        answer_column("stays_home", gettext_lazy("May not leave home"), on_page=False),
        Column("trained", gettext_lazy("Last course ended on"), value="trained_on", kind=DAY, on_page=False),
        Column(
            "confirmed", gettext_lazy("Last confirmed on"), value="confirmed_on", kind=DAY, under=days_words,
            css="pw-labelled", sort="confirmed_on",
        ),  # fmt: skip
        Column("days", gettext_lazy("Days since"), value=days_unheard, kind=NUMBER, on_page=False),
        village_column(VILLAGE, sort=("village__path", "household")),
        township_column(VILLAGE),
    ),
    title=gettext_lazy("Employment account"),
    lead=gettext_lazy("People of working age in lifted and monitored households, and where each stands."),
    noun=pgettext_lazy("counted", "people"),
    row="entry",
    sort="household",
    empty=gettext_lazy(
        "Nobody of working age of a lifted or monitored household is in the account yet. It is brought up to date each "
        "night, and when a record of somebody's work is made."
    ),
    no_match=gettext_lazy("Nobody in the account matches these filters."),
    show_all=gettext_lazy("Show the whole account"),
    exported=True,
    printable=True,
    cards=COMPACT,
)  # fmt: skip
