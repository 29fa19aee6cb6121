"""The end of the access log, declared here because accounts knows no parameters. It is cut by accounts/audit/cut.py."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit.cut import cut_log, lines_to_cut
from accounts.audit.log import record_access
from accounts.models import Area
from core.dates import today
from policy.parameters import parameters_on

from .kinds import ENDINGS, beginning_of, ends
from .run import AT_ONCE, MOST_A_NIGHT


@ends(
    "log",
    order=90,
    key="keep_log_months",
    label=_("Lines of the access log"),
    due=lambda county, up_to: lines_to_cut(county.code, beginning_of(up_to)),
)
def end_log(county, up_to, most) -> int:
    return cut_log(county.code, beginning_of(up_to), most)


def end_log_of_no_county() -> int:
    """Cut the log of those who belong to no county, when every county would have cut it."""
    days = [ENDINGS["log"].up_to(parameters_on(today(), county)) for county in Area.objects.counties()]
    if not days or None in days:
        return 0
    done = 0
    while done < MOST_A_NIGHT and (number := cut_part_of_no_county(min(days))):
        done += number
    return done


@transaction.atomic
def cut_part_of_no_county(up_to) -> int:
    number = cut_log("", beginning_of(up_to), AT_ONCE)
    if number:
        record_access(None, "data_ended", kind="log", number=number, up_to=up_to.isoformat())
    return number
