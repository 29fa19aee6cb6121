"""Saved filters of all lists, in the table in which the queue of alerts kept its own: what people saved stays theirs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_list_columns'),
        ('alerts', '0002_saved_filters_move'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='SavedFilter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=40, verbose_name='name')),
                        ('query', models.CharField(max_length=600, verbose_name='filters')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_filters', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                    ],
                    options={
                        'verbose_name': 'saved filter',
                        'verbose_name_plural': 'saved filters',
                        'db_table': 'alerts_savedfilter',
                        'ordering': ['name'],
                        'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='one_saved_filter_a_name')],
                    },
                ),
            ],
        ),
        migrations.AddField(
            model_name='savedfilter',
            name='list',
            field=models.CharField(db_default='alerts', max_length=40, verbose_name='list'),
        ),
        migrations.RemoveConstraint(
            model_name='savedfilter',
            name='one_saved_filter_a_name',
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.UniqueConstraint(fields=('user', 'list', 'name'), name='one_saved_filter_a_list_name'),
        ),
    ]
