"""What departments send in these stories: rows as a CSV file, on the one road."""

import csv
import datetime as dt
import io

from django.core.files.uploadedfile import SimpleUploadedFile

from alerts.alert.actions import take_alert_step
from core.jobs.work import work_on_job
from departments.batches import actions
from departments.batches.actions import latest_batch_job

JUNE = dt.date(2026, 6, 1)
WANG, LIU = "420527195503081219", "11010519491231002X"


def row(reference="A1", **said):
    """A row of medical insurance about Sample Liu."""
    return {"reference": reference, "name": "Sample Liu", "id_number": LIU, "self_paid": "6200"} | said


def file_of(rows, name="sample.csv", encoding="utf-8", mark=","):
    """A CSV file with the columns that the rows name."""
    text = io.StringIO()
    heads = list(dict.fromkeys(head for row in rows for head in row))
    writer = csv.DictWriter(text, heads, delimiter=mark)
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile(name, text.getvalue().encode(encoding))


def send(rows, feed, by, county, *, month=JUNE, publish=True, good_rows=False, **more):
    """Send rows, have them checked, and published where nothing is wrong; the batch as it is then."""
    file = file_of(rows) if isinstance(rows, list) else rows
    batch = actions.receive_batch(file=file, feed=feed, county=county, month=month, by=by, language="en", **more)
    work_on_job(latest_batch_job(batch).pk)
    batch.refresh_from_db()
    if publish and actions.request_batch_publish(batch=batch, by=by, good_rows=good_rows):
        work_on_job(latest_batch_job(batch).pk)
        batch.refresh_from_db()
    return batch


def close_alert(alert, outcome, official, caseworker):
    """Send an alert to the village, have it answered with an outcome, and close it."""
    take_alert_step(alert, "dispatch", by=official)
    take_alert_step(alert, "accept", by=caseworker)
    take_alert_step(alert, "verify", by=caseworker)
    take_alert_step(alert, "answer", by=caseworker, outcome=outcome, answer="Looked")
    return take_alert_step(alert, "close", by=official)
