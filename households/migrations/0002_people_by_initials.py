from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('households', '0001_initial'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='member',
            index=models.Index(fields=['name_initials'], name='people_by_initials', opclasses=['varchar_pattern_ops']),
        ),
    ]
