"""What a change confirmed by a person set holds against a file that says otherwise: the value stays, both are shown,
and the file's value waits among the registry changes until somebody confirms it.

In the SQL, s is a staged row, t the row on file, w the row as it will be, c what was confirmed (ConfirmedValue)."""

from core.folding import folded_sql
from core.sql import execute_sql, fetch_rows, quote_names
from households.models import ConfirmedValue, Household, Member

CONFIRMED = ConfirmedValue._meta.db_table
TOGETHER = {  # fields that stay or change with another one
    "birth_date": ("birth_date", "birth_year_only"),
    "id_number": ("id_number", "id_hash"),
    "left_on": ("left_on", "left_reason"),
    "kind": ("kind", "lifted_year"),
    "lifted_year": ("lifted_year", "kind"),
    "state": ("state", "state_on"),
    "disability_type": ("disability_type", "disability_level"),
    "disability_level": ("disability_level", "disability_type"),
}
CAME_BACK = f"SELECT FROM {CONFIRMED} c WHERE c.field = 'left_on'"  # or left on a day that a person confirmed
FOLLOWS = {"left_reason"}  # kept with the field it stands beside
SAME_BIRTH = """(t.birth_date = s.birth_date OR (t.birth_year_only OR s.birth_year_only)
                 AND date_part('year', t.birth_date) = date_part('year', s.birth_date))"""


def match_as_corrected() -> None:
    """Match the rows that nobody was found for with people whose name, ID number or birth a confirmed change corrected
    and the file still has as before, and with those of the same name and birth whose relation differs."""
    match_rest("c.field = 'id_number' AND c.former = s.id_hash AND c.former <> ''")
    birth = f"({SAME_BIRTH} OR b.former IN (to_char(s.birth_date, 'YYYY-MM-DD'), to_char(s.birth_date, 'YYYY')))"
    unknown = "(t.birth_date IS NULL OR s.birth_date IS NULL) AND s.relation IN (t.relation, r.former)"
    match_rest(f"{folded_sql('s.name')} IN (t.name_folded, c.former) AND ({birth} OR {unknown})", named="name")


def match_rest(condition, named="id_number") -> None:
    """Add to `matched` the staged rows without a person, and the people without a row, that meet a condition."""
    execute_sql(
        f"""INSERT INTO matched
            SELECT DISTINCT ON (id) n, id FROM (
                SELECT DISTINCT ON (s.n) s.n, t.id
                FROM stage_members s JOIN home ON home.number = s.household AND NOT home.is_new
                JOIN households_member t ON t.household_id = home.id
                LEFT JOIN {CONFIRMED} c ON c.member_id = t.id AND c.field = '{named}'
                LEFT JOIN {CONFIRMED} b ON b.member_id = t.id AND b.field = 'birth_date'
                LEFT JOIN {CONFIRMED} r ON r.member_id = t.id AND r.field = 'relation'
                WHERE NOT EXISTS (SELECT FROM matched m WHERE m.n = s.n)
                AND NOT EXISTS (SELECT FROM matched m WHERE m.id = t.id) AND {condition}
                ORDER BY s.n, t.left_on DESC NULLS FIRST, t.id) best
            ORDER BY id, n"""
    )


def keep_confirmed(stage, sheet, model) -> None:
    """Keep every confirmed value that the file would change, and report it; note those that the file agrees with."""
    if "kept_back" not in stage.made:
        stage.make("kept_back", "value_id bigint, n integer, sheet text, field text, told jsonb, stays text")
        stage.make("agreed", "value_id bigint")
        stage.made.add("kept_back")
    for field in confirmed_fields(stage, model):
        keep_confirmed_field(stage, sheet, model, field)


def confirmed_fields(stage, model) -> list[str]:
    of = {Member: "IS NOT NULL", Household: "IS NULL"}[model]
    rows = fetch_rows(
        f"SELECT DISTINCT field FROM {CONFIRMED} WHERE county_id = %s AND member_id {of} ORDER BY field",
        [stage.county.pk],
    )
    return [field for (field,) in rows if field not in FOLLOWS]


def keep_confirmed_field(stage, sheet, model, field) -> None:
    table, together = model._meta.db_table, TOGETHER.get(field, (field,))
    whose = {Member: "c.member_id = w.id", Household: "c.household_id = w.id AND c.member_id IS NULL"}[model]
    both = f"""FROM {sheet.will} w JOIN {sheet.stage} s USING (n) JOIN {table} t ON t.id = w.id
               JOIN {CONFIRMED} c ON {whose} AND c.field = '{field}'
               WHERE s.{field} IS NOT NULL"""
    differs = " OR ".join(f"w.{quote_names(one)} IS DISTINCT FROM t.{quote_names(one)}" for one in together)
    execute_sql(f"INSERT INTO agreed SELECT c.id {both} AND NOT ({differs})")
    kept = execute_sql(
        f"""INSERT INTO kept_back
            SELECT c.id, w.n, '{sheet.name}', '{field}', {told_sql(model, together)}, {stays_sql(model, field)}
            {both} AND ({differs})"""
    )
    if kept:
        changes = ", ".join(f"{quote_names(one)} = t.{quote_names(one)}" for one in together)
        mine = f"SELECT n, stays FROM kept_back WHERE sheet = '{sheet.name}' AND field = '{field}'"
        execute_sql(
            f"UPDATE {sheet.will} w SET {changes} FROM {table} t WHERE t.id = w.id AND n IN (SELECT n FROM ({mine}) k)"
        )
        shown = f"SELECT n, jsonb_build_object('stays', stays) FROM ({mine}) k"
        stage.find(sheet, field, "confirmed_stays", shown, is_error=False)


def told_sql(model, columns) -> str:
    """Return SQL for what the file says, as JSON: amounts and secrets as texts."""
    pairs = [f"'{column}', {json_sql(model, column)}" for column in columns if not column.endswith("_hash")]
    return f"jsonb_build_object({', '.join(pairs)})"


def json_sql(model, column) -> str:
    kind = model._meta.get_field(column).get_internal_type()
    if kind == "BinaryField":
        return f"encode(w.{column}, 'hex')"
    return f"w.{column}::text" if kind == "DecimalField" else f"w.{column}"


def stays_sql(model, field) -> str:
    """Return SQL for what stays, as the list of problems shows it: nothing secret, nothing of anybody's health."""
    if field in model.Privacy.secret | model.Privacy.health:
        return "'***'"
    if model._meta.get_field(field).get_internal_type() == "BooleanField":
        return f"CASE t.{field} WHEN true THEN 'yes' WHEN false THEN 'no' ELSE '–' END"
    return f"COALESCE(NULLIF(t.{field}::text, ''), '–')"
