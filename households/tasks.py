"""Background work of the registry: doors to the import, nothing more."""

from celery import shared_task

from households.imports import run as import_run
from households.imports.expiry import forget_old_imports

from .models import ImportBatch, ImportState


@shared_task(bind=True, max_retries=None)
def check_import(self, pk: int):
    """Check an uploaded import. A killed worker's task comes again, and starts from the file; one that finds another
    worker at it looks again soon."""
    batch = ImportBatch.objects.get(pk=pk)
    batch.move(ImportState.UPLOADED, to=ImportState.CHECKING)
    if not import_run.run_import_check(batch):
        raise self.retry(countdown=5)


@shared_task(bind=True, max_retries=None)
def save_import(self, pk: int):
    """Save a checked import, as above. By hand: `manage.py import_registry`."""
    if not import_run.run_import_save(ImportBatch.objects.get(pk=pk)):
        raise self.retry(countdown=5)


@shared_task
def forget_imports():
    """Remove the files and listed problems of imports older than 30 days."""
    return forget_old_imports()
