"""Rows of a national export for tests: the Chens of Heyi village, one row a person."""

from .files import id_number, national

NUMBER, NAME, ID, RELATION = "户编号", "姓名", "证件号码", "与户主关系"


def person(**cells) -> dict:
    """Return the row of Chen, the head, with these cells besides."""
    return {
        "乡镇": "Anping Township",
        "村": "Heyi Village",
        NUMBER: "N1",
        NAME: "Sample Chen",
        ID: id_number(),
        RELATION: "户主",
        **cells,
    }


def lines(path, *rows):
    """Write an export whose header may name a column twice: lists of cells, the header first."""
    made = [dict(enumerate(cells)) for cells in rows]
    return national(path, made[1:], header=list(made[0].values()), titles=())
