"""A small county whose May 2026 is told, for the tests of its pages."""

import datetime as dt
import re

from povwatch.tests import factories

MAY, LIST = dt.date(2026, 5, 1), "/dashboard/months/"
PAGE, NOW = f"{LIST}999001/2026-05/v1/", "2026-06-01T10:00+08:00"


def families(heyi, shuikou) -> tuple:
    """Two in Heyi, one of them cleared in May; one in Shuikou, identified in May."""
    first = factories.case(factories.household(heyi, people=3))
    second = factories.case(factories.household(heyi), cleared_on=dt.date(2026, 5, 20))
    third = factories.case(factories.household(shuikou, people=4), identified_on=dt.date(2026, 5, 4), risks=["03"])
    return first, second, third


def words(answer):
    """What stands on a page, without its markup."""
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", text)
