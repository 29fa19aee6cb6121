"""Saved filters are of all lists now: accounts keeps them, in the same table. Nothing in the database changes here."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name='SavedFilter')]),
    ]
