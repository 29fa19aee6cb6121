"""Rules about education."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .declare import EDUCATION, Levels, rule


@rule(
    "EDU-01",
    _("Child out of school"),
    group=EDUCATION,
    facts=["out_of_school", "dropouts_told"],
    about=_("A child of 6 to 15 is not in school, without a lawful reason, or education suspects so."),
    says=(
        _("Children out of school without a lawful reason: %(out_of_school)s."),
        _("Suspected by education: %(dropouts_told)s."),
    ),
    clears=_("Every child of 6 to 15 is back in school, or a lawful reason is recorded."),
    basis=_("Three guarantees: compulsory education"),
)
def child_out_of_school(p):
    return Levels(red=Q(out_of_school__gt=0) | Q(dropouts_told__gt=0))


@rule(
    "EDU-02",
    pgettext_lazy("rule", "Schooling cost"),
    group=EDUCATION,
    facts=["schooling_cost", "schooling_told"],
    uses=["schooling_high"],
    about=_("The family pays much for schooling beyond compulsory school."),
    says=(
        _("Schooling paid in twelve months, by what was told: %(schooling_cost)s."),
        _("Schooling paid in a school year, by education: %(schooling_told)s."),
        _("The limit is %(schooling_high)s."),
    ),
    clears=_("Schooling costs fall to the limit or below it."),
    basis=_("County working rule"),
)
def schooling_costly(p):
    return Levels(amber=Q(schooling_cost__gt=p.schooling_high) | Q(schooling_told__gt=p.schooling_high))


@rule(
    "EDU-03",
    _("Several students beyond compulsory school"),
    group=EDUCATION,
    facts=["students_beyond_compulsory", "per_capita"],
    uses=["students", "students_ceiling", "line"],
    about=_("Several members study beyond compulsory school while income is not far above the line."),
    says=_(
        "Students beyond compulsory school: %(students_beyond_compulsory)s, with an income per person of "
        "%(per_capita)s."
    ),
    clears=_("Fewer students, or income per person well above the line."),
    basis=_("County working rule"),
)
def several_students(p):
    return Levels(amber=Q(students_beyond_compulsory__gte=p.students, per_capita__lt=p.line * p.students_ceiling))
