"""Lists of a county's imports, and of the problems in one."""

from django.utils.translation import gettext_lazy as _

from core.listing import MOMENT, NUMBER, Column, Listing

from .column_words import column_in_words

IMPORT_LISTING = Listing(
    "imports",
    _("Imports so far"),
    (
        Column("file", _("File"), value="file_name", url="get_absolute_url"),
        Column("state", _("State"), value="get_state_display"),
        Column("sent", _("Sent"), value="created_at", kind=MOMENT),
        Column("by", _("By"), value=lambda batch: batch.by or _("operator")),
        Column("county", _("County"), value="county"),
        Column("writes", _("Added or changed"), value="writes", kind=NUMBER),
        Column("errors", _("Errors"), value="errors", kind=NUMBER),
    ),
    title=_("Registry import"),
    lead=_("A file is checked first; nothing is saved until you say so. The same file twice adds nothing."),
    noun=_("imports"),
    sort="newest",
    sorts={"newest": "-pk"},
    empty=_("No import yet. Choose a file above."),
)
PROBLEM_LISTING = Listing(
    "import-problems",
    _("What is wrong"),
    (
        Column("row", _("Row"), value="row", kind=NUMBER),
        Column("sheet", _("Sheet"), value="sheet"),
        Column("column", _("Column"), value=lambda problem: column_in_words(problem.column)),
        Column("value", _("Value"), value=lambda problem: problem.masked_value or None, css="text-break"),
        Column("kind", _("Kind"), value=lambda problem: _("Error") if problem.is_error else _("Warning")),
        Column("what", _("What is wrong"), value="message.what"),
        Column("remedy", _("What to do"), value="message.remedy"),
    ),
    noun=_("problems"),
    sort="place",
    sorts={"place": "pk"},
    empty=_("No problem matches these filters."),
    exported=True,
)
SHEET_COUNTS = {
    "rows": _("Rows"),
    "new": _("New"),
    "changed": _("Changed"),
    "same": _("As on file"),
    "held": _("Held back"),
    "errors": _("Errors"),
    "warnings": _("Warnings"),
}
COUNTS_TABLE = Listing(
    "import-counts",
    _("Rows by sheet"),
    (
        Column("sheet", _("Sheet"), value="0"),
        *(Column(code, label, value=f"1.{code}", kind=NUMBER) for code, label in SHEET_COUNTS.items()),
    ),
)
MEANING_LISTING = Listing(
    "import-meanings",
    _("What words mean"),
    (
        Column("seen", _("In the file"), value="seen", sort="seen"),
        Column("field", _("Below the column"), value=lambda said: said.field or _("a column itself")),
        Column("meaning", _("Means"), value="meaning"),
        Column("county", _("County"), value="county"),
        Column("by", _("Said by"), value="by"),
        Column("said", _("Said"), value="created_at", kind=MOMENT),
        Column("forget", _("Remove"), template="households/imports/_cell_forget.html"),
    ),
    title=_("What words mean in registry files"),
    lead=_(
        "Words and columns that the national layout does not know, as your county explained them. Files are read so."
    ),
    noun=_("meanings"),
    empty=_("Nothing was explained yet. The page of an import offers the words and columns that it does not know."),
)
CELL_COUNTS = {
    "filled": _("Filled cells"),
    "merged": _("From merged cells"),
    "above": _("Titles and headers"),
    "read": _("Read"),
    "kept": _("Kept as they are"),
    "left": _("Not read"),
    "stray": _("Without a header"),
    "wrong": _("In error"),
}
ACCOUNT_TABLE = Listing(
    "import-account",
    _("What became of the cells"),
    (
        Column("table", _("Sheet or file"), value="table"),
        Column("rows", _("Rows"), value="rows", kind=NUMBER),
        *(Column(code, label, value=code, kind=NUMBER) for code, label in CELL_COUNTS.items()),
    ),
)
