"""The list of the cases that a registry file would decide or change, worked out from the staged rows of an import."""

from django.utils import timezone

from cases.models import TakenOverCase, Takeover, TakeoverState
from core.sql import execute_sql, fetch_rows, quote_names
from households.import_messages import ProblemMessage

from .actions import REMARKS, has_decided_itself, open_takeover, takeover_of

# Everything that makes a case what it is, without the keys that a new row gets anew at each check.
SAID = """home.number, w.episode_no, w.state, w.case_type, w.risks, w.identified_on, w.cleared_on, w.clear_method,
          s.ended_on"""
COMPARED = "w.line_at_identification, w.income_at_identification, w.line_at_clearing, w.income_at_clearing"
PLANNED = """FROM will_cases w JOIN stage_cases s USING (n) JOIN home ON home.id = w.household_id
             LEFT JOIN cases_case t ON t.id = w.id WHERE (w.is_new OR w.is_changed)"""
COLUMNS = ("takeover_id", "county_id", "number", "episode_no", "state", "case_type", "risks", "identified_on",
           "cleared_on", "clear_method", "ended_on", "state_before", "household_id", "village_id")  # fmt: skip


def ask_about_cases(stage) -> Takeover | None:
    """Put the cases that this file decides before the county leaders, with a remark that the import waits for them, and
    return the list. What they refused is left out. None before the county's first own decision, or without cases."""
    digest, cases = digest_of_list()
    if not cases or not has_decided_itself(stage.county):
        return None
    takeover = takeover_of(stage.county, digest) or write_list(open_takeover(stage.batch, digest))
    if takeover.state == TakeoverState.WAITING:
        Takeover.objects.filter(pk=takeover.pk).update(batch=stage.batch)
    if takeover.state == TakeoverState.REFUSED:
        leave_out(stage)
    stage.remarks.append(remark_about(takeover, cases))
    return takeover


def digest_of_list() -> tuple[str, int]:
    """Return what tells this list from every other, and how many cases it has."""
    line = f"ROW({SAID}, {COMPARED}, t.state)::text"
    return fetch_rows(f"SELECT md5(string_agg({line}, E'\\n' ORDER BY home.number, w.episode_no)), count(*) {PLANNED}")[
        0
    ]


def write_list(takeover) -> Takeover:
    """Write each case of the list, so that whoever decides sees them one by one, also when the file is gone."""
    village = """(SELECT a.id FROM accounts_area a WHERE a.id = coalesce(
                     (SELECT wh.village_id FROM will_households wh WHERE wh.id = home.id),
                     (SELECT h.village_id FROM households_household h WHERE h.id = home.id)))"""
    known = "(SELECT h.id FROM households_household h WHERE h.id = home.id)"
    execute_sql(
        f"""INSERT INTO {TakenOverCase._meta.db_table} ({quote_names(*COLUMNS)})
            SELECT %s, %s, {SAID}, coalesce(t.state, ''), {known}, {village} {PLANNED} ORDER BY home.number""",
        [takeover.pk, takeover.county_id],
    )
    return takeover


def leave_out(stage) -> None:
    """Take the refused cases out of what is written and counted; the rest of the file can be saved."""
    execute_sql("DELETE FROM stage_cases WHERE n IN (SELECT n FROM will_cases WHERE is_new OR is_changed)")
    execute_sql("DELETE FROM will_cases WHERE is_new OR is_changed")
    counts = stage.counts["cases"]
    counts.new = counts.changed = 0
    counts.fields = {}


def remark_about(takeover, cases) -> ProblemMessage:
    return ProblemMessage(REMARKS[takeover.state], {"cases": cases, "list": takeover.pk})


def take_over(stage) -> Takeover | None:
    """Return the list under which the cases of this file are written now: the one that was confirmed, or the county's
    first load. None when the file decides nothing."""
    digest, cases = digest_of_list()
    if not cases:
        return None
    takeover = stage.takeover or write_list(open_takeover(stage.batch, digest))
    takeover.batch, takeover.taken_at = stage.batch, timezone.now()
    takeover.save(update_fields=["batch", "taken_at"])
    return takeover
