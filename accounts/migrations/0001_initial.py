import accounts.roles
import core.crypto.fields
import core.dates
import datetime
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
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
            name='LogCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.CharField(blank=True, max_length=6, unique=True)),
                ('position', models.BigIntegerField(default=0)),
                ('copied_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'copy of the access log',
                'verbose_name_plural': 'copies of the access log',
            },
        ),
        migrations.CreateModel(
            name='LogLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.CharField(blank=True, max_length=6)),
                ('position', models.BigIntegerField()),
                ('line', models.BigIntegerField(unique=True)),
                ('digest', models.CharField(max_length=64)),
                ('chained_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'link of the access log',
                'verbose_name_plural': 'links of the access log',
                'ordering': ['county', 'position'],
                'constraints': [models.UniqueConstraint(fields=('county', 'position'), name='one_link_a_position')],
            },
        ),
        migrations.CreateModel(
            name='LogNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('altered', 'Lines of the log were altered'), ('removed', 'Lines of the log were removed'), ('inserted', 'Lines of the log stand outside its chain'), ('late', 'Lines of the log were chained late'), ('copy_away', 'The copy of the log could not be written'), ('hour', 'Many families opened within an hour'), ('elsewhere', 'Many families opened outside the usual places'), ('night', 'Many families opened at night'), ('pages', 'A list read page by page')], max_length=10, verbose_name='kind')),
                ('day', models.DateField(default=core.dates.today, verbose_name='day')),
                ('number', models.PositiveIntegerField(verbose_name='how many')),
                ('first_line', models.BigIntegerField(null=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seen_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'notice about the log',
                'verbose_name_plural': 'notices about the log',
                'ordering': ['-day', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='OpenSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_key', models.CharField(max_length=40, unique=True)),
                ('began_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                ('address', models.GenericIPAddressField(null=True, verbose_name='address')),
                ('browser', models.CharField(blank=True, max_length=60, verbose_name='browser')),
                ('road', models.CharField(choices=[('password', 'password'), ('factor', 'password and second factor'), ('recovery', 'password and recovery code'), ('sso', 'single sign-on')], max_length=10, verbose_name='signed in by')),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'ordering': ['-began_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.CharField(max_length=64)),
                ('used_at', models.DateTimeField(null=True, verbose_name='used')),
            ],
            options={
                'verbose_name': 'recovery code',
                'verbose_name_plural': 'recovery codes',
            },
        ),
        migrations.CreateModel(
            name='SecondFactor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', core.crypto.fields.EncryptedField()),
                ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                ('last_step', models.BigIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'second factor',
                'verbose_name_plural': 'second factors',
            },
        ),
        migrations.CreateModel(
            name='SignInLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('first', 'First password'), ('reset', 'Password forgotten'), ('factor', 'Phone with the second factor lost')], max_length=6, verbose_name='kind')),
                ('state', models.CharField(choices=[('asked', 'Asked for'), ('recognised', 'Recognised'), ('handed', 'Link handed over'), ('used', 'Used'), ('refused', 'Refused or expired')], max_length=10, verbose_name='state')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('asked_from', models.GenericIPAddressField(null=True, verbose_name='asked from')),
                ('code_hash', models.CharField(max_length=128)),
                ('token_hash', models.CharField(blank=True, max_length=64)),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('wrong_codes', models.PositiveSmallIntegerField(default=0, verbose_name='wrong codes')),
            ],
            options={
                'verbose_name': 'sign-in link',
                'verbose_name_plural': 'sign-in links',
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SignInLinkTransition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=20, verbose_name='step')),
                ('source', models.CharField(blank=True, max_length=18, verbose_name='from')),
                ('target', models.CharField(max_length=18, verbose_name='to')),
                ('effective_on', models.DateField(verbose_name='effective on')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'step of a sign-in link',
                'verbose_name_plural': 'steps of sign-in links',
                'ordering': ['effective_on', 'id'],
                'abstract': False,
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
                ('county', models.CharField(blank=True, db_default='', default='', max_length=6)),
                ('address', models.GenericIPAddressField(blank=True, null=True, verbose_name='from')),
                ('outcome', models.CharField(choices=[('done', 'Done'), ('refused', 'Refused'), ('not_found', 'Not found, or not theirs to see'), ('failed', 'Sign-in failed'), ('locked', 'Sign-in locked')], db_default='done', default='done', max_length=10, verbose_name='outcome')),
                ('households', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, db_default=[], default=list, size=None)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='why')),
                ('details', models.JSONField(blank=True, default=dict)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.area', verbose_name='area')),
            ],
            options={
                'verbose_name': 'access event',
                'verbose_name_plural': 'access events',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='accounts_ac_subject_14dbeb_idx'), models.Index(fields=['user', 'at'], name='log_by_person'), models.Index(fields=['at'], name='log_by_day'), models.Index(fields=['county', 'at'], name='log_by_county'), models.Index(fields=['address', 'at'], name='log_by_address'), models.Index(fields=['action', 'at'], name='log_by_action'), models.Index(condition=models.Q(('outcome', 'done'), _negated=True), fields=['outcome', 'at'], name='log_not_done'), django.contrib.postgres.indexes.GinIndex(fields=['households'], name='log_by_household')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['done', 'failed', 'locked', 'not_found', 'refused'])), name='access_outcome_known')],
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
            name='BoundPhone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('browser', models.CharField(blank=True, max_length=60, verbose_name='browser')),
                ('bound_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='bound')),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last seen')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='revoked')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='revoked by')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phones', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'phone of a person',
                'verbose_name_plural': 'phones of people',
                'ordering': ['-seen_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DigestSent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='digest_sent', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'digest that was sent',
                'verbose_name_plural': 'digests that were sent',
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=accounts.roles.role_choices, max_length=30, verbose_name='role')),
                ('department', models.CharField(blank=True, choices=[('medical_insurance', 'Medical insurance'), ('health', 'Health'), ('education', 'Education'), ('civil_affairs', 'Civil affairs'), ('disabled', "Disabled persons' federation"), ('housing', 'Housing'), ('water', 'Water'), ('emergency', 'Emergency management'), ('labour', 'Labour'), ('police', 'Police: register and vehicles'), ('market', 'Market regulation: businesses'), ('property', 'Natural resources: real estate'), ('agriculture', 'Agriculture'), ('banks', 'Banks'), ('hotlines', 'Hotlines and petitions')], default='', max_length=18, verbose_name='department')),
                ('valid_from', models.DateField(default=core.dates.today, verbose_name='from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('origin', models.CharField(choices=[('proposal', 'proposed and confirmed'), ('first_leader', 'first leader of the county, from the command line'), ('merged', 'followed a merged village, before that was confirmed'), ('sample', 'sample'), ('earlier', 'from before grants were confirmed')], default='proposal', max_length=12, verbose_name='came by')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('ended_why', models.CharField(blank=True, max_length=200, verbose_name='why it ended')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='accounts.area', verbose_name='area')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'grant',
                'verbose_name_plural': 'grants',
                'ordering': ['user', 'valid_from'],
            },
        ),
        migrations.CreateModel(
            name='GrantProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('add', 'New grant'), ('move', 'Move to other places'), ('hand_over', 'Takes over from somebody')], default='add', max_length=10, verbose_name='kind')),
                ('role', models.CharField(choices=accounts.roles.role_choices, max_length=30, verbose_name='role')),
                ('areas', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None, verbose_name='areas')),
                ('department', models.CharField(blank=True, choices=[('medical_insurance', 'Medical insurance'), ('health', 'Health'), ('education', 'Education'), ('civil_affairs', 'Civil affairs'), ('disabled', "Disabled persons' federation"), ('housing', 'Housing'), ('water', 'Water'), ('emergency', 'Emergency management'), ('labour', 'Labour'), ('police', 'Police: register and vehicles'), ('market', 'Market regulation: businesses'), ('property', 'Natural resources: real estate'), ('agriculture', 'Agriculture'), ('banks', 'Banks'), ('hotlines', 'Hotlines and petitions')], default='', max_length=18, verbose_name='department')),
                ('valid_from', models.DateField(verbose_name='from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('ends', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='grants that end')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('state', models.CharField(choices=[('proposed', 'To confirm'), ('confirmed', 'Confirmed'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='proposed', max_length=10, verbose_name='state')),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='proposed')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('handed_over_at', models.DateTimeField(null=True, verbose_name='work handed over')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.area', verbose_name='county')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                ('taken_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken over from')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to=settings.AUTH_USER_MODEL, verbose_name='for whom')),
            ],
            options={
                'verbose_name': 'proposed grant',
                'verbose_name_plural': 'proposed grants',
                'ordering': ['-proposed_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'proposed')), fields=['county'], name='grants_to_confirm')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['confirmed', 'proposed', 'refused', 'withdrawn'])), name='proposal_state_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['add', 'hand_over', 'move'])), name='proposal_kind_known'), models.CheckConstraint(condition=models.Q(('role__in', ['auditor', 'caseworker', 'county_leader', 'county_staff', 'department_liaison', 'system_administrator', 'township_leader', 'township_official', 'village_clerk'])), name='proposal_role_known'), models.CheckConstraint(condition=models.Q(('areas__len__gte', 1)), name='a_proposal_names_areas'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_from__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='proposal_dates_in_order'), models.CheckConstraint(condition=models.Q(('proposed_by', None), models.Q(('proposed_by', models.F('user')), _negated=True), _connector='OR'), name='nobody_proposes_for_himself'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('user')), _negated=True), models.Q(('proposed_by', None), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR')), _connector='OR'), name='somebody_else_confirms')],
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
                ('department', models.CharField(blank=True, choices=[('medical_insurance', 'Medical insurance'), ('health', 'Health'), ('education', 'Education'), ('civil_affairs', 'Civil affairs'), ('disabled', "Disabled persons' federation"), ('housing', 'Housing'), ('water', 'Water'), ('emergency', 'Emergency management'), ('labour', 'Labour'), ('police', 'Police: register and vehicles'), ('market', 'Market regulation: businesses'), ('property', 'Natural resources: real estate'), ('agriculture', 'Agriculture'), ('banks', 'Banks'), ('hotlines', 'Hotlines and petitions')], default='', max_length=18, verbose_name='department')),
                ('valid_from', models.DateField(default=core.dates.today, verbose_name='from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('origin', models.CharField(choices=[('proposal', 'proposed and confirmed'), ('first_leader', 'first leader of the county, from the command line'), ('merged', 'followed a merged village, before that was confirmed'), ('sample', 'sample'), ('earlier', 'from before grants were confirmed')], default='proposal', max_length=12, verbose_name='came by')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('ended_why', models.CharField(blank=True, max_length=200, verbose_name='why it ended')),
                ('area', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.area', verbose_name='area')),
                ('ended_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.grant')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ('proposal', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.grantproposal', verbose_name='proposed grant')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='grant',
            name='proposal',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='accounts.grantproposal', verbose_name='proposed grant'),
        ),
        migrations.CreateModel(
            name='GrantProposalTransition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=20, verbose_name='step')),
                ('source', models.CharField(blank=True, max_length=18, verbose_name='from')),
                ('target', models.CharField(max_length=18, verbose_name='to')),
                ('effective_on', models.DateField(verbose_name='effective on')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transitions', to='accounts.grantproposal')),
            ],
            options={
                'verbose_name': 'step of a proposed grant',
                'verbose_name_plural': 'steps of proposed grants',
                'ordering': ['effective_on', 'id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='KeptPassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hash', models.CharField(max_length=128)),
                ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passwords', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'password that was set',
                'verbose_name_plural': 'passwords that were set',
                'ordering': ['-since', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LogCut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.CharField(blank=True, max_length=6)),
                ('position', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('lines', models.PositiveIntegerField()),
                ('last_at', models.DateTimeField()),
                ('cut_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'cut of the access log',
                'verbose_name_plural': 'cuts of the access log',
                'ordering': ['county', 'position'],
                'constraints': [models.UniqueConstraint(fields=('county', 'position'), name='one_cut_a_position')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='logcut',
            trigger=pgtrigger.compiler.Trigger(name='insert_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7ea3edec813e6769d808846fcd4e88ffe6645be2', operation='UPDATE OR DELETE', pgid='pgtrigger_insert_only_ab177', table='accounts_logcut', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='logcut',
            trigger=pgtrigger.compiler.Trigger(name='cuts_at_the_oldest_end', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF NOT public.povwatch_may_end() THEN\n    RAISE EXCEPTION 'The log is cut by the work that ends data, and by nobody else.';\nEND IF;\nIF NOT EXISTS (SELECT FROM accounts_loglink\n               WHERE county = NEW.county AND position = NEW.position AND digest = NEW.digest) THEN\n    RAISE EXCEPTION 'The log is cut at one of its links.';\nEND IF;\nIF EXISTS (SELECT FROM accounts_loglink link JOIN accounts_accessevent line ON line.id = link.line\n           WHERE link.county = NEW.county AND link.position <= NEW.position\n           AND line.at > now() - interval '6 months') THEN\n    RAISE EXCEPTION 'Lines younger than 6 months are kept.';\nEND IF;\nRETURN NEW;\n", hash='e0fd0a8542319e318fa180e7dbc1c74d565c6043', operation='INSERT', pgid='pgtrigger_cuts_at_the_oldest_end_4f6b9', table='accounts_logcut', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='loglink',
            trigger=pgtrigger.compiler.Trigger(name='insert_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF public.povwatch_may_end() THEN\n                IF TG_OP = 'DELETE' THEN\n                    IF EXISTS (SELECT FROM accounts_logcut WHERE county = OLD.county AND position >= OLD.position) AND NOT EXISTS (SELECT FROM accounts_accessevent WHERE id = OLD.line) THEN RETURN OLD; END IF;\n                ELSIF to_jsonb(NEW) = to_jsonb(OLD) || jsonb_build_object() THEN\n                    RETURN NEW;\n                END IF;\n            END IF;\n            RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;\n        ", hash='fde7e607fd2cde19fc1f10b98c431075eb7957d6', operation='UPDATE OR DELETE', pgid='pgtrigger_insert_only_7f248', table='accounts_loglink', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='lognotice',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.area', verbose_name='county'),
        ),
        migrations.AddField(
            model_name='lognotice',
            name='seen_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lognotice',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='opensession',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AddField(
            model_name='secondfactor',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='second_factor', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AddField(
            model_name='recoverycode',
            name='factor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='accounts.secondfactor'),
        ),
        migrations.AddField(
            model_name='signinlink',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.area', verbose_name='county'),
        ),
        migrations.AddField(
            model_name='signinlink',
            name='handed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handed over by'),
        ),
        migrations.AddField(
            model_name='signinlink',
            name='recognised_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recognised by'),
        ),
        migrations.AddField(
            model_name='signinlink',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to=settings.AUTH_USER_MODEL, verbose_name='for whom'),
        ),
        migrations.AddField(
            model_name='signinlinktransition',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='signinlinktransition',
            name='link',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transitions', to='accounts.signinlink'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accessevent',
            trigger=pgtrigger.compiler.Trigger(name='insert_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF public.povwatch_may_end() THEN\n                IF TG_OP = 'DELETE' THEN\n                    IF EXISTS (SELECT FROM accounts_loglink link JOIN accounts_logcut cut ON cut.county = link.county AND cut.position >= link.position WHERE link.line = OLD.id) THEN RETURN OLD; END IF;\n                ELSIF to_jsonb(NEW) = to_jsonb(OLD) || jsonb_build_object() THEN\n                    RETURN NEW;\n                END IF;\n            END IF;\n            RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;\n        ", hash='b8fd312b93d23125a93ea6b34b0ac69c30487107', operation='UPDATE OR DELETE', pgid='pgtrigger_insert_only_9c0b0', table='accounts_accessevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grantproposal',
            trigger=pgtrigger.compiler.Trigger(name='said_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."county_id" IS DISTINCT FROM (NEW."county_id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."areas" IS DISTINCT FROM (NEW."areas") OR OLD."department" IS DISTINCT FROM (NEW."department") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from") OR OLD."valid_until" IS DISTINCT FROM (NEW."valid_until") OR OLD."ends" IS DISTINCT FROM (NEW."ends") OR OLD."taken_from_id" IS DISTINCT FROM (NEW."taken_from_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."proposed_by_id" IS DISTINCT FROM (NEW."proposed_by_id") OR OLD."proposed_at" IS DISTINCT FROM (NEW."proposed_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='18991785771cd353fe2e8c22eff4307d9ee9cf28', operation='UPDATE', pgid='pgtrigger_said_once_1f36a', table='accounts_grantproposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grantproposal',
            trigger=pgtrigger.compiler.Trigger(name='decided_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF OLD.state <> 'proposed' AND NEW.state <> OLD.state THEN\n        RAISE EXCEPTION 'a_proposal_is_decided_once' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n", hash='f3af005593ec4b5a16a859c59c3e4f50a432d70a', operation='UPDATE', pgid='pgtrigger_decided_once_b858e', table='accounts_grantproposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grantproposal',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='7d0f6708cf82cb20679cb834933c1f265d5ed17c', operation='DELETE', pgid='pgtrigger_never_deleted_10936', table='accounts_grantproposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grantproposal',
            trigger=pgtrigger.compiler.Trigger(name='follows_steps', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func='\n    \n    IF TG_OP = \'INSERT\' AND NEW.state = \'proposed\' OR TG_OP = \'UPDATE\' AND NEW.state = OLD.state THEN\n        RETURN NULL;\n    END IF;\n\n    IF EXISTS (\n        SELECT FROM accounts_grantproposal AS s WHERE s.id = NEW.id AND s.state IS DISTINCT FROM coalesce(\n            (SELECT t.target FROM accounts_grantproposaltransition AS t WHERE t."proposal_id" = s.id ORDER BY t.id + 0 DESC LIMIT 1), \'proposed\')\n    ) THEN\n        RAISE EXCEPTION \'a_state_follows_its_steps: accounts_grantproposal % was not moved by a step\', NEW.id\n            USING ERRCODE = \'check_violation\';\n    END IF;\n    RETURN NULL;\n', hash='526b84f043ce6811234ab44af9570121cd5c0949', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_follows_steps_c3903', table='accounts_grantproposal', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', django.db.models.expressions.CombinedExpression(models.F('valid_from'), '-', models.Value(datetime.timedelta(days=1)))), _connector='OR'), name='grant_dates_in_order'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['earlier', 'first_leader', 'merged', 'proposal', 'sample'])), name='grant_origin_known'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin', 'proposal'), ('proposal__isnull', False)), models.Q(models.Q(('origin', 'proposal'), _negated=True), ('proposal', None)), _connector='OR'), name='a_grant_was_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['auditor', 'caseworker', 'county_leader', 'county_staff', 'department_liaison', 'system_administrator', 'township_leader', 'township_official', 'village_clerk'])), name='grant_role_known'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('department__in', ['agriculture', 'banks', 'civil_affairs', 'disabled', 'education', 'emergency', 'health', 'hotlines', 'housing', 'labour', 'market', 'medical_insurance', 'police', 'property', 'water']), ('role', 'department_liaison')), models.Q(models.Q(('role', 'department_liaison'), _negated=True), ('department', '')), _connector='OR'), name='a_liaison_works_for_a_department', violation_error_message='A liaison works for one department, and nobody else does: choose it there.'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(fields=('user', 'role', 'area', 'department', 'valid_from'), name='one_grant_a_start'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='confirmed_before', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NEW.origin IN ('merged', 'earlier') THEN\n        RAISE EXCEPTION 'a_grant_was_confirmed: nothing is granted in this way any more'\n            USING ERRCODE = 'check_violation';\n    END IF;\n    IF NEW.proposal_id IS NOT NULL AND NOT EXISTS (\n        SELECT FROM accounts_grantproposal AS p\n        WHERE p.id = NEW.proposal_id AND p.state = 'confirmed' AND p.user_id = NEW.user_id AND p.role = NEW.role\n          AND p.department = NEW.department AND NEW.area_id = ANY (p.areas) AND NEW.valid_from >= p.valid_from\n          AND (p.valid_until IS NULL OR NEW.valid_until <= p.valid_until)\n    ) THEN\n        RAISE EXCEPTION 'a_grant_was_confirmed: nobody confirmed this grant' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n", hash='802573e1c70906471a48f295a17159eaf044577a', operation='INSERT', pgid='pgtrigger_confirmed_before_8e3be', table='accounts_grant', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='only_narrower', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF (NEW.user_id, NEW.role, NEW.area_id, NEW.department, NEW.valid_from, NEW.origin, NEW.proposal_id)\n       IS DISTINCT FROM\n       (OLD.user_id, OLD.role, OLD.area_id, OLD.department, OLD.valid_from, OLD.origin, OLD.proposal_id)\n       OR NEW.valid_until IS DISTINCT FROM OLD.valid_until\n          AND (NEW.valid_until IS NULL OR NEW.valid_until > OLD.valid_until) THEN\n        RAISE EXCEPTION 'a_grant_only_ends: propose another grant' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n", hash='1a8d322f9fded2d6c87f91f35ecc52efcd305678', operation='UPDATE', pgid='pgtrigger_only_narrower_c2598', table='accounts_grant', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_grantevent" ("area_id", "department", "ended_at", "ended_by_id", "ended_why", "id", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "role", "user_id", "valid_from", "valid_until") VALUES (OLD."area_id", OLD."department", OLD."ended_at", OLD."ended_by_id", OLD."ended_why", OLD."id", OLD."origin", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."proposal_id", OLD."role", OLD."user_id", OLD."valid_from", OLD."valid_until"); RETURN NULL;', hash='742213bdf5fd58aaf65c9e78f2692dc1dd2dc80d', operation='UPDATE', pgid='pgtrigger_update_update_c6802', table='accounts_grant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_grantevent" ("area_id", "department", "ended_at", "ended_by_id", "ended_why", "id", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "role", "user_id", "valid_from", "valid_until") VALUES (OLD."area_id", OLD."department", OLD."ended_at", OLD."ended_by_id", OLD."ended_why", OLD."id", OLD."origin", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."proposal_id", OLD."role", OLD."user_id", OLD."valid_from", OLD."valid_until"); RETURN NULL;', hash='6a9f8884a9bde2132236f229891dc72f5b7ab774', operation='DELETE', pgid='pgtrigger_delete_delete_505e5', table='accounts_grant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grantproposaltransition',
            trigger=pgtrigger.compiler.Trigger(name='insert_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF public.povwatch_may_end() THEN\n                IF TG_OP = 'DELETE' THEN\n                    IF FALSE THEN RETURN OLD; END IF;\n                ELSIF to_jsonb(NEW) = to_jsonb(OLD) || jsonb_build_object('reason', '') THEN\n                    RETURN NEW;\n                END IF;\n            END IF;\n            RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;\n        ", hash='26333ec3f321d04621ec9d1c3a074f503e82bf2c', operation='UPDATE OR DELETE', pgid='pgtrigger_insert_only_e6b07', table='accounts_grantproposaltransition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grantproposaltransition',
            trigger=pgtrigger.compiler.Trigger(name='leads_to_state', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func='\n    \n    IF EXISTS (\n        SELECT FROM accounts_grantproposal AS s WHERE s.id = NEW.proposal_id AND s.state IS DISTINCT FROM coalesce(\n            (SELECT t.target FROM accounts_grantproposaltransition AS t WHERE t."proposal_id" = s.id ORDER BY t.id + 0 DESC LIMIT 1), \'proposed\')\n    ) THEN\n        RAISE EXCEPTION \'a_state_follows_its_steps: accounts_grantproposal % was not moved by a step\', NEW.proposal_id\n            USING ERRCODE = \'check_violation\';\n    END IF;\n    RETURN NULL;\n', hash='f34ad8b36e8f6cbad87dc28d9c7b4a3a7b56590c', operation='INSERT', pgid='pgtrigger_leads_to_state_64d34', table='accounts_grantproposaltransition', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='lognotice',
            index=models.Index(condition=models.Q(('seen_at', None)), fields=['county'], name='log_notices_waiting'),
        ),
        migrations.AddConstraint(
            model_name='lognotice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['altered', 'copy_away', 'elsewhere', 'hour', 'inserted', 'late', 'night', 'pages', 'removed'])), name='log_notice_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='lognotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('seen_at__isnull', True), ('seen_by__isnull', True)), models.Q(('seen_at__isnull', False), ('seen_by__isnull', False)), _connector='OR'), name='log_notice_seen_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='lognotice',
            constraint=models.UniqueConstraint(fields=('county', 'kind', 'day', 'user'), name='one_log_notice_a_day', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='opensession',
            constraint=models.CheckConstraint(condition=models.Q(('road__in', ['factor', 'password', 'recovery', 'sso'])), name='session_road_known'),
        ),
        migrations.AddConstraint(
            model_name='recoverycode',
            constraint=models.UniqueConstraint(fields=('factor', 'code_hash'), name='one_recovery_code'),
        ),
        migrations.AddIndex(
            model_name='signinlink',
            index=models.Index(condition=models.Q(('token_hash', ''), _negated=True), fields=['token_hash'], name='link_by_token'),
        ),
        migrations.AddConstraint(
            model_name='signinlink',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'handed', 'recognised', 'refused', 'used'])), name='link_state_known'),
        ),
        migrations.AddConstraint(
            model_name='signinlink',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['factor', 'first', 'reset'])), name='link_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='signinlink',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'recognised', 'handed'])), fields=('user',), name='one_open_link'),
        ),
        migrations.AddConstraint(
            model_name='signinlink',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['handed', 'used']), _negated=True), models.Q(('handed_by__isnull', False), ('recognised_by__isnull', False), models.Q(('recognised_by', models.F('handed_by')), _negated=True), models.Q(('recognised_by', models.F('user')), _negated=True), models.Q(('handed_by', models.F('user')), _negated=True)), _connector='OR'), name='two_vouch_for_a_link'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signinlink',
            trigger=pgtrigger.compiler.Trigger(name='follows_steps', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func='\n    \n    IF TG_OP = \'INSERT\' AND NEW.state = NULL OR TG_OP = \'UPDATE\' AND NEW.state = OLD.state THEN\n        RETURN NULL;\n    END IF;\n\n    IF EXISTS (\n        SELECT FROM accounts_signinlink AS s WHERE s.id = NEW.id AND s.state IS DISTINCT FROM coalesce(\n            (SELECT t.target FROM accounts_signinlinktransition AS t WHERE t."link_id" = s.id ORDER BY t.id + 0 DESC LIMIT 1), NULL)\n    ) THEN\n        RAISE EXCEPTION \'a_state_follows_its_steps: accounts_signinlink % was not moved by a step\', NEW.id\n            USING ERRCODE = \'check_violation\';\n    END IF;\n    RETURN NULL;\n', hash='ffb333ffe1bfdad6b8691ea51a5f0bb65e0365f6', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_follows_steps_8a55b', table='accounts_signinlink', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signinlinktransition',
            trigger=pgtrigger.compiler.Trigger(name='insert_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF public.povwatch_may_end() THEN\n                IF TG_OP = 'DELETE' THEN\n                    IF FALSE THEN RETURN OLD; END IF;\n                ELSIF to_jsonb(NEW) = to_jsonb(OLD) || jsonb_build_object('reason', '') THEN\n                    RETURN NEW;\n                END IF;\n            END IF;\n            RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;\n        ", hash='cd1a65bfe9aa006210b4818cbafcabeaf79171cb', operation='UPDATE OR DELETE', pgid='pgtrigger_insert_only_84d8e', table='accounts_signinlinktransition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signinlinktransition',
            trigger=pgtrigger.compiler.Trigger(name='leads_to_state', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func='\n    \n    IF EXISTS (\n        SELECT FROM accounts_signinlink AS s WHERE s.id = NEW.link_id AND s.state IS DISTINCT FROM coalesce(\n            (SELECT t.target FROM accounts_signinlinktransition AS t WHERE t."link_id" = s.id ORDER BY t.id + 0 DESC LIMIT 1), NULL)\n    ) THEN\n        RAISE EXCEPTION \'a_state_follows_its_steps: accounts_signinlink % was not moved by a step\', NEW.link_id\n            USING ERRCODE = \'check_violation\';\n    END IF;\n    RETURN NULL;\n', hash='453f052997af9d96cc28a9afa262354464421666', operation='INSERT', pgid='pgtrigger_leads_to_state_c2041', table='accounts_signinlinktransition', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
    ]
