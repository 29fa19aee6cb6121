import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutboxRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('county', models.CharField(max_length=6, verbose_name='county')),
                ('key', models.CharField(max_length=60)),
                ('language', models.CharField(default='en', max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('not_before', models.DateTimeField(default=django.utils.timezone.now)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('error', models.CharField(blank=True, max_length=500, verbose_name='error')),
            ],
            options={
                'verbose_name': 'row of the outbox',
                'verbose_name_plural': 'outbox',
                'indexes': [models.Index(condition=models.Q(('attempts__lt', 6)), fields=['kind', 'county', 'id'], name='outbox_waiting')],
                'constraints': [models.UniqueConstraint(fields=('county', 'kind', 'key'), name='once_in_the_outbox')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('key', models.CharField(blank=True, max_length=120)),
                ('county', models.CharField(blank=True, max_length=6, verbose_name='county')),
                ('args', models.JSONField(default=dict)),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Being done'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled'), ('set_aside', 'Set aside: it failed more than once')], default='waiting', max_length=10, verbose_name='state')),
                ('step', models.CharField(blank=True, max_length=30)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('retried', models.PositiveSmallIntegerField(default=0)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('not_before', models.DateTimeField(default=django.utils.timezone.now)),
                ('started_at', models.DateTimeField(null=True, verbose_name='started')),
                ('heartbeat_at', models.DateTimeField(null=True, verbose_name='heard last')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('failure', models.CharField(blank=True, max_length=500, verbose_name='why it failed')),
                ('error', models.CharField(blank=True, max_length=500, verbose_name='error')),
                ('result', models.JSONField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'job',
                'verbose_name_plural': 'jobs',
                'ordering': ['-asked_at'],
                'indexes': [models.Index(fields=['key', '-asked_at'], name='jobs_about_something'), models.Index(condition=models.Q(('state__in', ('waiting', 'running'))), fields=['not_before'], name='open_jobs'), models.Index(condition=models.Q(('expires_at__isnull', False)), fields=['expires_at'], name='jobs_to_forget'), models.Index(condition=models.Q(('state__in', ('failed', 'set_aside'))), fields=['-asked_at'], name='jobs_given_up')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['cancelled', 'done', 'failed', 'running', 'set_aside', 'waiting'])), name='job_state_known'), models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'running')), models.Q(('key', ''), _negated=True)), fields=('key',), name='one_open_job_a_key'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('state__in', ('waiting', 'running'))), models.Q(models.Q(('state__in', ('waiting', 'running')), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='a_job_that_is_over_says_when')],
            },
        ),
        migrations.CreateModel(
            name='TimetableEntry',
            fields=[
                ('kind', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'entry of the timetable',
                'verbose_name_plural': 'timetable',
            },
        ),
        migrations.CreateModel(
            name='KeyFingerprint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(max_length=16)),
                ('noted_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'fingerprint of the key',
                'verbose_name_plural': 'fingerprints of the key',
            },
        ),
    ]
