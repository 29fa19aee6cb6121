"""Matching the records of a county again, each night: people come into the registry, or were entered by mistake. Of a
record of somebody nobody knows the person waits in the registry's list, and nobody waits there who is known."""

from django.db import transaction

from accounts.audit.log import record_access
from core.sql import execute_sql
from departments.models import FeedRow
from households.choices import LeftReason
from households.models import UnknownPerson, UnknownPersonState
from households.unknown.actions import DEPARTMENT

from .match import BY_ID, DECIDED
from .strangers import tell_of_waiting

WAITING = """
    SELECT id_hash FROM departments_feedrow
    WHERE county_id = %(county)s AND is_current AND member_id IS NULL AND id_hash <> ''"""
MATCH = """
    UPDATE departments_feedrow r SET member_id = found.member_id FROM ({found}) found
    WHERE r.county_id = %(county)s AND r.is_current AND r.member_id IS NULL AND {same}
      AND found.member_id IS NOT NULL"""
BY_NUMBER = MATCH.format(found=BY_ID.format(source=f"({WAITING}) waiting"), same="r.id_hash = found.id_hash")
BY_DECISION = MATCH.format(found=DECIDED, same="r.person_key = found.told_key")
STILL_OPEN = """
    SELECT id_hash FROM households_unknownperson
    WHERE county_id = %(county)s AND told_by = %(teller)s AND state = 'open'"""
FOUND = f"""
    UPDATE households_unknownperson u SET state = 'found', member_id = found.member_id
    FROM ({BY_ID.format(source=f"({STILL_OPEN}) waiting")}) found
    WHERE u.county_id = %(county)s AND u.told_by = %(teller)s AND u.state = 'open' AND u.change_id IS NULL
      AND u.id_hash = found.id_hash"""


@transaction.atomic
def match_waiting_rows(county) -> int:
    """Match the records whose person is known now, by ID number or by what was decided, and let those wait again whose
    person was entered by mistake. Returns how many were matched."""
    let_mistakes_go(county)
    said = {"county": county.pk, "teller": DEPARTMENT, "gone": []}
    matched = execute_sql(BY_NUMBER, said) + execute_sql(BY_DECISION, said)
    if found := execute_sql(FOUND, said):
        record_access(None, "unknown_person_found", area=county, rows=found)
    tell_of_waiting(county)
    return matched


def let_mistakes_go(county) -> None:
    """Take records from people who were entered by mistake, and forget that somebody was said to be one of them."""
    mistaken = {"county": county, "member__left_reason": LeftReason.ERROR}
    FeedRow.objects.filter(**mistaken, is_current=True).update(member=None)
    nothing = {"member": None, "change": None, "reason": "", "settled_at": None, "settled_by": None}
    wrong = UnknownPerson.objects.filter(**mistaken, told_by=DEPARTMENT)
    if opened := wrong.update(state=UnknownPersonState.OPEN, **nothing):
        record_access(None, "unknown_person_open", area=county, rows=opened)
