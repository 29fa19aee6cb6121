"""What the interface takes and gives, as its description tells it."""

from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

MOST_ROWS = 10_000  # of one batch; a larger month is sent in several
MOST_CELLS = 40
STRICT = ConfigDict(extra="forbid")  # a misspelt name is told, not passed over
Cell = Annotated[str, StringConstraints(max_length=600)] | int | float | None
Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Row = Annotated[dict[Name, Cell], Field(min_length=1, max_length=MOST_CELLS)]


class BatchIn(Schema):
    """One batch: the month, whether it is all of it, and the rows, each with the columns of the feed."""

    model_config = STRICT

    month: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
    is_whole: bool = False
    publish: bool = False
    rows: Annotated[list[Row], Field(min_length=1, max_length=MOST_ROWS)]


class ProblemOut(Schema):
    """One cell that is wrong: its row (counted from 1), column, what is wrong and what to do."""

    row: int
    column: str
    what: str
    remedy: str


class BatchOut(Schema):
    """A batch: its state, its counts, what is wrong."""

    id: int
    feed: str
    month: str
    state: str
    counts: dict[str, int]
    failure: str
    problems: list[ProblemOut]


class PublishIn(Schema):
    """Whether the good rows are published although others are wrong."""

    model_config = STRICT

    good_rows: bool = False


class AnswerOut(Schema):
    """What came of one record: nothing personal."""

    reference: str
    outcome: str
    answered_on: str
    reply_due_on: str | None


class AnswersOut(Schema):
    """Answers in their order, and the cursor for the next call."""

    answers: list[AnswerOut]
    cursor: int


class ErrorOut(Schema):
    """Why a request was refused, and what to do."""

    detail: str
