"""A change of key: what departments sent is read and found by the new key alone."""

import pytest
from django.core.management import call_command

from core.crypto.fields import keyed_hash
from departments.models import FeedRow

from .sent import row, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]
ID_NUMBER = "11010519491231002X"


def test_records_are_read_and_found_by_the_new_key_alone(home, county, tan, settings):
    """Guards against a renewal that stops at the first table whose hash is of a part of what was said."""
    send([row(id_number=ID_NUMBER)], "medical_insurance", tan, county)
    settings.FIELD_KEYS_OLD = [settings.FIELD_KEY]
    settings.FIELD_KEY = "a-new-key-of-at-least-thirty-two-characters"
    call_command("renew_field_key")
    settings.FIELD_KEYS_OLD = []
    sent = FeedRow.objects.get()
    assert sent.said["id_number"] == ID_NUMBER and sent.id_hash == keyed_hash(ID_NUMBER)
