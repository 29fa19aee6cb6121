import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Parameter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, verbose_name='parameter')),
                ('value', models.CharField(max_length=40, verbose_name='value')),
                ('valid_from', models.DateField(verbose_name='in force from')),
                ('document', models.CharField(max_length=200, verbose_name='document')),
                ('enacted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='enacted at')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parameters', to='accounts.area', verbose_name='county')),
                ('enacted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='enacted by')),
            ],
            options={
                'verbose_name': 'parameter',
                'verbose_name_plural': 'parameters',
                'ordering': ['key', '-valid_from', '-id'],
                'indexes': [models.Index(fields=['area', 'key', '-valid_from'], name='policy_para_area_id_abc48c_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('document', ''), _negated=True), name='parameter_cites_a_document')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='parameter',
            trigger=pgtrigger.compiler.Trigger(name='insert_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fd907ad6afdc5c1dfd4b80ebaf7edcca55af9d5e', operation='UPDATE OR DELETE', pgid='pgtrigger_insert_only_87a4c', table='policy_parameter', when='BEFORE')),
        ),
    ]
