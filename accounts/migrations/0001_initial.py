import accounts.roles
import core.dates
import django.contrib.auth.validators
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=60, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='user name')),
                ('full_name', models.CharField(max_length=60, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('language', models.CharField(blank=True, db_default='', max_length=10, verbose_name='language')),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='account since')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'ordering': ['username'],
            },
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True, verbose_name='code')),
                ('level', models.CharField(choices=[('county', 'County'), ('township', 'Township'), ('village', 'Village'), ('group', 'Village group')], max_length=10, verbose_name='level')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('official_name', models.CharField(max_length=80, verbose_name='official name')),
                ('kind', models.CharField(blank=True, choices=[('committee', 'Village committee'), ('community', 'Community')], max_length=10, verbose_name='kind')),
                ('path', models.CharField(editable=False, max_length=60, unique=True, verbose_name='path')),
                ('ended_on', models.DateField(blank=True, editable=False, null=True, verbose_name='ended on')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='accounts.area', verbose_name='part of')),
            ],
            options={
                'verbose_name': 'area',
                'verbose_name_plural': 'areas',
                'ordering': ['path'],
                'constraints': [models.CheckConstraint(condition=models.Q(('level__in', ['county', 'township', 'village', 'group'])), name='area_level_known'), models.CheckConstraint(condition=models.Q(models.Q(('level', 'county'), ('parent', None)), ('parent__isnull', False), _connector='OR'), name='only_a_county_has_no_parent')],
            },
        ),
        migrations.CreateModel(
            name='AccessEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('action', models.CharField(max_length=40, verbose_name='what was done')),
                ('subject_type', models.CharField(blank=True, max_length=40)),
                ('subject_id', models.CharField(blank=True, max_length=40)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='why')),
                ('details', models.JSONField(blank=True, default=dict)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.area', verbose_name='area')),
            ],
            options={
                'verbose_name': 'access event',
                'verbose_name_plural': 'access events',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='accounts_ac_subject_14dbeb_idx'), models.Index(fields=['user', 'at'], name='accounts_ac_user_id_3ad88b_idx'), django.contrib.postgres.indexes.BrinIndex(fields=['at'], name='log_by_day')],
            },
        ),
        migrations.CreateModel(
            name='AreaAttribute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('lifted', 'Lifted out of poverty'), ('mountain', 'Mountain area'), ('reservoir', 'Reservoir area'), ('old_base', 'Old revolutionary area')], max_length=10, verbose_name='kind')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year lifted')),
                ('note', models.CharField(blank=True, max_length=120, verbose_name='note')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('document', models.CharField(max_length=200, verbose_name='document or reason')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='taken back')),
                ('withdrawn_why', models.CharField(blank=True, max_length=200, verbose_name='why')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attributes', to='accounts.area', verbose_name='area')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.area', verbose_name='county')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'attribute of an area',
                'verbose_name_plural': 'attributes of areas',
                'ordering': ['kind', 'valid_from', 'pk'],
                'indexes': [models.Index(condition=models.Q(('withdrawn_at', None)), fields=['county', 'kind'], name='area_attribute_standing')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['lifted', 'mountain', 'reservoir', 'old_base'])), name='area_attribute_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'lifted'), ('year__isnull', False)), models.Q(models.Q(('kind', 'lifted'), _negated=True), ('year', None)), _connector='OR'), name='a_year_says_when_lifted'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_from__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='area_attribute_in_order')],
            },
        ),
        migrations.CreateModel(
            name='AreaChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('name', 'Another name'), ('code', 'Another code'), ('merge', 'Merged into another village')], max_length=10, verbose_name='kind')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='new name')),
                ('official_name', models.CharField(blank=True, max_length=80, verbose_name='new official name')),
                ('code', models.CharField(blank=True, max_length=16, verbose_name='new code')),
                ('on', models.DateField(verbose_name='holds from')),
                ('document', models.CharField(max_length=120, verbose_name='document')),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered')),
                ('applied_at', models.DateTimeField(null=True, verbose_name='in force since')),
                ('before', models.JSONField(default=dict, verbose_name='what stood')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='accounts.area', verbose_name='area')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.area', verbose_name='county')),
                ('into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.area', verbose_name='into')),
            ],
            options={
                'verbose_name': 'change of an area',
                'verbose_name_plural': 'changes of areas',
                'ordering': ['-on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['name', 'code', 'merge'])), name='area_change_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'name'), models.Q(('name', ''), _negated=True), models.Q(('official_name', ''), _negated=True)), models.Q(('kind', 'code'), models.Q(('code', ''), _negated=True)), models.Q(('into__isnull', False), ('kind', 'merge')), _connector='OR'), name='an_area_change_says_what')],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=accounts.roles.role_choices, max_length=30, verbose_name='role')),
                ('valid_from', models.DateField(default=core.dates.today, verbose_name='from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='accounts.area', verbose_name='area')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'grant',
                'verbose_name_plural': 'grants',
                'ordering': ['user', 'valid_from'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_from__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='grant_dates_in_order'), models.CheckConstraint(condition=models.Q(('role__in', ['auditor', 'caseworker', 'county_leader', 'county_staff', 'department_liaison', 'system_administrator', 'township_leader', 'township_official', 'village_clerk'])), name='grant_role_known'), models.UniqueConstraint(fields=('user', 'role', 'area', 'valid_from'), name='one_grant_a_start')],
            },
        ),
        migrations.CreateModel(
            name='GrantEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=accounts.roles.role_choices, max_length=30, verbose_name='role')),
                ('valid_from', models.DateField(default=core.dates.today, verbose_name='from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('area', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.area', verbose_name='area')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.grant')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accessevent',
            trigger=pgtrigger.compiler.Trigger(name='insert_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5cb4dc490dff6e084ccb3cecc4b66b96893c74f3', operation='UPDATE OR DELETE', pgid='pgtrigger_insert_only_9c0b0', table='accounts_accessevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_grantevent" ("area_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id", "valid_from", "valid_until") VALUES (OLD."area_id", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."role", OLD."user_id", OLD."valid_from", OLD."valid_until"); RETURN NULL;', hash='2a5b7af231b073ae5ec1883384fc5d09abe0bac4', operation='UPDATE', pgid='pgtrigger_update_update_c6802', table='accounts_grant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_grantevent" ("area_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id", "valid_from", "valid_until") VALUES (OLD."area_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."user_id", OLD."valid_from", OLD."valid_until"); RETURN NULL;', hash='924835a922323fad1af2b56159e2f5f051c32c26', operation='DELETE', pgid='pgtrigger_delete_delete_505e5', table='accounts_grant', when='AFTER')),
        ),
    ]
