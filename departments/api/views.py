"""The four calls of the interface. They take the same road as the pages."""

import csv
import datetime as dt
import hashlib
import io
from functools import wraps
from typing import Annotated

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import Header, NinjaAPI, Path, Query, Status
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer

from accounts.reach import reach_of
from core.json import parse_outside_json
from core.locks import try_turn
from core.workflow import ActionRefused
from departments.answers.actions import writing_answers
from departments.batches import actions
from departments.models import BatchWay, FeedAnswer, FeedBatch
from departments.models.tokens import FeedRequest

from .shapes import AnswersOut, BatchIn, BatchOut, ErrorOut, PublishIn
from .tokens import token_of_request

PROBLEMS_GIVEN, ANSWERS_GIVEN, ERRORS_GIVEN = 1_000, 1_000, 50
LARGEST_KEY = 2**62
PATIENCE = 1  # seconds to wait for those who write answers, who wait for whoever waits
PARAMETERS = {"since"}
REFUSED = {400: ErrorOut, 401: ErrorOut, 404: ErrorOut, 413: ErrorOut, 422: dict}


class TokenAuth(HttpBearer):
    """A department's token in the header Authorization: Bearer."""

    def authenticate(self, request, token):
        if set(request.GET) - PARAMETERS:  # a misspelt "since" would fetch everything again
            raise HttpError(422, _("Only the parameter since is known."))
        return token_of_request(request, token)


class BoundedParser(Parser):
    """Bodies are parsed like all JSON from elsewhere: bounded in size, in values and in depth."""

    def parse_body(self, request):
        return parse_outside_json(request.body)


feed_api = NinjaAPI(
    title="povwatch: data of departments", version="1", docs_url=None, auth=TokenAuth(), parser=BoundedParser(),
    urls_namespace="feed-api",
    description="Send the data of one feed and fetch what came of it. The token names county, department and feed.",
)  # fmt: skip


@feed_api.exception_handler(ValidationError)
def refuse_body(request, error):
    """Say what is wrong with a request: the first places, never the values."""
    told = [{"loc": one["loc"], "msg": one["msg"], "type": one["type"]} for one in error.errors[:ERRORS_GIVEN]]
    return feed_api.create_response(request, {"detail": told}, status=422)


def within_county(call):
    """Run a call in one transaction, committed before it answers, and show it the rows of the token's county alone."""

    @wraps(call)
    def reached(request, **given):
        with transaction.atomic(), reach_of([request.auth.county.path]):
            return call(request, **given)

    reached.within_county = True
    return reached


Key = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=80, pattern=r"^[\x21-\x7e]+$")]
Number = Annotated[int, Path(ge=1, le=LARGEST_KEY)]


@feed_api.post("/batches", response={202: BatchOut, 200: BatchOut, 409: ErrorOut, **REFUSED},
               operation_id="send_batch")  # fmt: skip
@within_county
def send_batch(request, body: BatchIn, key: Key):
    """Send a batch. The same Idempotency-Key with the same body is the same batch; with another body it is refused."""
    token, digest = request.auth, hashlib.sha256(request.body).hexdigest()
    with transaction.atomic():
        asked, is_new = FeedRequest.objects.select_for_update(no_key=True).get_or_create(
            token=token, key=key, defaults={"county": token.county, "digest": digest}
        )
        if asked.digest != digest:
            return Status(409, {"detail": _("This Idempotency-Key was used for another body. Choose a new key.")})
        if is_new:
            try:
                asked.batch = receive_from_system(token, body)
            except ActionRefused as error:
                transaction.set_rollback(True)
                return Status(409, {"detail": str(error)})
            asked.save(update_fields=["batch"])
    return Status(202 if is_new else 200, batch_out(asked.batch))


def receive_from_system(token, body) -> FeedBatch:
    file = ContentFile(rows_as_csv(body.rows), name="rows.csv")
    return actions.take_batch(
        file=file, feed=token.feed, county=token.county, month=dt.date.fromisoformat(f"{body.month}-01"), by=None,
        language=translation.get_language() or "en", way=BatchWay.INTERFACE, is_whole=body.is_whole,
        publishes_itself=body.publish, token=token,
    )  # fmt: skip


def rows_as_csv(rows) -> bytes:
    """Return posted rows as a CSV file: from here on they take the road of every file."""
    heads = list(dict.fromkeys(head for row in rows for head in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, heads)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


@feed_api.get("/batches/{number}", response={200: BatchOut, **REFUSED}, operation_id="see_batch")
@within_county
def see_batch(request, number: Number):
    """Return a batch: its state, what it adds and changes, and what is wrong."""
    batch = batch_of_token(request, number)
    return Status(200, batch_out(batch)) if batch else not_found()


@feed_api.post("/batches/{number}/publish", response={202: BatchOut, 409: ErrorOut, **REFUSED},
               operation_id="publish_batch")  # fmt: skip
@within_county
def publish_batch(request, number: Number, body: PublishIn):
    """Publish a batch that was checked."""
    batch = batch_of_token(request, number)
    if batch is None:
        return not_found()
    if not actions.begin_publishing(batch, by=None, good_rows=body.good_rows):
        words = _(
            "It is not checked yet, is closed, or has errors: look at its state, correct the rows or leave them out."
        )
        return Status(409, {"detail": words})
    return Status(202, batch_out(batch))


@feed_api.get("/answers", response={200: AnswersOut, **REFUSED}, operation_id="fetch_answers")
@within_county
def fetch_answers(request, since: Annotated[int, Query(ge=0, le=LARGEST_KEY)] = 0):
    """Return what came of this feed's records, from a cursor on: the number of the last answer that was fetched.
    Where answers are being written at this moment there is none yet: ask again with the same cursor."""
    token = request.auth
    with transaction.atomic():
        # Of two answers that are written at once the later number may be there first: nobody may fetch past the other.
        is_quiet = try_turn(writing_answers(token.county), seconds=PATIENCE)
        found = FeedAnswer.objects.filter(county=token.county, feed=token.feed, pk__gt=since).order_by("pk")
        answers = list(found[:ANSWERS_GIVEN]) if is_quiet else []
    return {"answers": [answer_out(one) for one in answers], "cursor": answers[-1].pk if answers else since}


def answer_out(answer) -> dict:
    """Return an answer as the interface gives it."""
    due_on = answer.due_on if answer.due_on and not answer.reply else None
    return {
        "reference": answer.reference, "outcome": answer.outcome, "answered_on": f"{answer.answered_on}",
        "reply_due_on": f"{due_on}" if due_on else None,
    }  # fmt: skip


def batch_of_token(request, number) -> FeedBatch | None:
    token = request.auth
    return FeedBatch.objects.filter(county=token.county, feed=token.feed, pk=number).first()


def not_found():
    return Status(404, {"detail": _("There is no such batch of this feed.")})


def batch_out(batch) -> dict:
    """Return a batch as the interface gives it. Values of cells are never given back."""
    problems = batch.problems.all()[:PROBLEMS_GIVEN]
    return {
        "id": batch.pk, "feed": batch.feed, "month": f"{batch.month:%Y-%m}", "state": batch.state,
        "counts": batch.counts, "failure": str(batch.failed_because or ""),
        # The header of the file is row 1, so that the first row of a batch is row 2 of it.
        "problems": [
            {"row": one.row - 1, "column": one.column, "what": one.message.what, "remedy": one.message.remedy}
            for one in problems
        ],
    }  # fmt: skip
