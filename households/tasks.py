"""Background work of the registry: doors to the import, nothing more."""

from celery import shared_task

from .imports import work
from .imports.forgetting import forget_old
from .models_import import ImportBatch, ImportState


@shared_task
def check_import(pk: int):
    """Check an uploaded import. A killed worker's task comes again, and starts from the file."""
    batch = ImportBatch.objects.get(pk=pk)
    batch.move(ImportState.UPLOADED, to=ImportState.CHECKING)
    work.check(batch)


@shared_task
def save_import(pk: int):
    """Save a checked import. By hand: `manage.py import_registry`."""
    work.save(ImportBatch.objects.get(pk=pk))


@shared_task
def forget_imports():
    """Remove the files and listed problems of imports older than 30 days."""
    return forget_old()
