from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "visits"
    verbose_name = _("Visits")

    def ready(self):
        """Check that every question has a place where its answer is kept, and listen to the registry."""
        from . import listeners  # noqa: F401
        from .questionnaire.homes import check_question_homes

        check_question_homes()
