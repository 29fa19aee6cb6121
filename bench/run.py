"""`make bench`: how long things take on the county of this site (the fullest, when there are several).

Nothing is asserted and nothing is kept. `make sample` fills a site first; a quiet machine gives better numbers. One of
them alone: python bench/run.py alert_queue; only so is answers_beside measured, which keeps what it posts"""

import importlib
import os
import sys
from contextlib import nullcontext
from pathlib import Path

import django

HOUSE = Path(__file__).resolve().parent.parent
# modules of this folder, each with measure()
BENCHES = (
    "recompute", "row_policies", "alert_queue", "report_export", "workbook_readers", "read_files", "feed_batch",
    "work_matching", "work_lists",
)  # fmt: skip
AS_PAGES = ("row_policies", "answers_beside", "work_lists")  # the others make counties, and switch triggers off


def main():
    sys.path.insert(0, str(HOUSE))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povwatch.settings")
    django.setup()
    from core.database_roles import as_owner

    for name in sys.argv[1:] or BENCHES:
        bench = importlib.import_module(f"bench.{name}")
        with nullcontext() if name in AS_PAGES else as_owner():
            bench.measure()


if __name__ == "__main__":
    main()
