"""What departments send in these stories: rows as a CSV file, on the one road."""

import csv
import datetime as dt
import io

from django.core.files.uploadedfile import SimpleUploadedFile

from core.jobs.work import work_on_job
from departments.batches import actions
from departments.batches.actions import latest_batch_job

JUNE = dt.date(2026, 6, 1)


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
