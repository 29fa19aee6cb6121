import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('core', '0001_initial'),
        ('households', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportOrder',
            fields=[
            ],
            options={
                'verbose_name': 'report order',
                'verbose_name_plural': 'report orders',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('core.job',),
        ),
        migrations.CreateModel(
            name='MonthlyReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='month')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('checked', 'Checked'), ('frozen', 'Frozen'), ('submitted', 'Submitted')], default='draft', max_length=10, verbose_name='state')),
                ('as_of', models.DateField(verbose_name='as of')),
                ('counted_at', models.DateTimeField(null=True, verbose_name='counted')),
                ('parameters', models.JSONField(default=dict, verbose_name='parameters')),
                ('parameters_digest', models.CharField(blank=True, max_length=64)),
                ('rules_digest', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='digest (SHA-256)')),
                ('difference', models.JSONField(null=True, verbose_name='difference to the version before')),
                ('findings', models.JSONField(default=list, verbose_name='what was known to be missing when it was frozen')),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='why it was corrected')),
                ('cover_en', models.TextField(blank=True, max_length=8000, verbose_name='cover in English')),
                ('cover_zh', models.TextField(blank=True, max_length=8000, verbose_name='cover in Chinese')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='accounts.area', verbose_name='county')),
            ],
            options={
                'verbose_name': 'monthly report',
                'verbose_name_plural': 'monthly reports',
                'ordering': ['-month', '-version'],
                'constraints': [models.UniqueConstraint(fields=('county', 'month', 'version'), name='one_report_a_version'), models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'checked'])), fields=('county', 'month'), name='one_open_report_a_month'), models.CheckConstraint(condition=models.Q(('state__in', ['checked', 'draft', 'frozen', 'submitted'])), name='report_state_known'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='a_month_is_its_first_day'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state__in', ('frozen', 'submitted')), _negated=True), ('digest', '')), models.Q(('state__in', ('frozen', 'submitted')), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='frozen_reports_have_a_digest')],
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('workbook', 'Excel workbook, a worksheet for each sheet'), ('bulletin', 'Word bulletin with tables and a chart'), ('csv', 'CSV, one file for each sheet'), ('national', 'National layout, one row a person, for re-entry')], max_length=10, verbose_name='kind')),
                ('sheet', models.CharField(blank=True, max_length=10, verbose_name='sheet')),
                ('scope', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), size=None, verbose_name='places')),
                ('with_details', models.BooleanField(default=False, verbose_name='with lists of households')),
                ('in_full', models.BooleanField(default=False, verbose_name='names and ID numbers in full')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('state', models.CharField(choices=[('asked', 'Waits for a county leader'), ('queued', 'Waiting'), ('running', 'Being made'), ('done', 'Ready'), ('failed', 'Failed'), ('cancelled', 'Cancelled'), ('expired', 'Expired and deleted')], default='queued', max_length=10, verbose_name='state')),
                ('failure', models.CharField(blank=True, max_length=20, verbose_name='why it failed')),
                ('rows_total', models.PositiveIntegerField(default=0, verbose_name='rows to write')),
                ('rows', models.PositiveIntegerField(null=True, verbose_name='rows')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('size', models.PositiveBigIntegerField(null=True, verbose_name='bytes')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('expires_at', models.DateTimeField(null=True, verbose_name='can be fetched until')),
                ('taken_at', models.DateTimeField(null=True, verbose_name='fetched last')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='allowed by')),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.job')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to='reports.monthlyreport', verbose_name='report')),
            ],
            options={
                'verbose_name': 'export',
                'verbose_name_plural': 'exports',
                'ordering': ['-asked_at'],
                'indexes': [models.Index(fields=['user', '-asked_at'], name='exports_of_a_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['bulletin', 'csv', 'national', 'workbook'])), name='export_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'cancelled', 'done', 'expired', 'failed', 'queued', 'running'])), name='export_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('expires_at__isnull', True), ('finished_at__isnull', True), ('rows__isnull', True), ('size__isnull', True)), models.Q(('expires_at__isnull', False), ('finished_at__isnull', False), ('rows__isnull', False), ('size__isnull', False)), _connector='OR'), name='exports_finished_expire'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('size__gt', 0), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='ready_exports_are_whole'), models.CheckConstraint(condition=models.Q(('confirmed_by', models.F('user')), _negated=True), name='nobody_allows_their_own_export'), models.CheckConstraint(condition=models.Q(('in_full', False), ('with_details', True), _connector='OR'), name='in_full_means_lists'), models.CheckConstraint(condition=models.Q(('scope', []), _negated=True), name='exports_have_a_place'), models.CheckConstraint(condition=models.Q(('taken_at', None), ('taken_at__gte', models.F('finished_at')), _connector='OR'), name='taken_after_finished')],
            },
        ),
        migrations.CreateModel(
            name='ReportProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, verbose_name='digest (SHA-256)')),
                ('held', models.BooleanField(verbose_name='the lines were those it was frozen with')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='proof', to='reports.monthlyreport', verbose_name='monthly report')),
            ],
            options={
                'verbose_name': 'proof of a month',
                'verbose_name_plural': 'proofs of months',
            },
        ),
        migrations.CreateModel(
            name='ReportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, verbose_name='counted as')),
                ('people', models.PositiveIntegerField(default=0, verbose_name='people')),
                ('times', models.PositiveIntegerField(default=1, verbose_name='times')),
                ('yuan', models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name='yuan')),
                ('on', models.DateField(null=True, verbose_name='on')),
                ('details', models.JSONField(default=dict, verbose_name='details')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='households.household', verbose_name='household')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='reports.monthlyreport', verbose_name='report')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.area', verbose_name='village')),
            ],
            options={
                'verbose_name': 'report row',
                'verbose_name_plural': 'report rows',
                'ordering': ['code', 'village', 'household', 'pk'],
                'indexes': [models.Index(fields=['report', 'code', 'village'], name='lines_of_a_figure')],
            },
        ),
        migrations.CreateModel(
            name='ReportSum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, verbose_name='counted as')),
                ('households', models.PositiveIntegerField(verbose_name='households')),
                ('people', models.PositiveBigIntegerField(verbose_name='people')),
                ('times', models.PositiveBigIntegerField(verbose_name='times')),
                ('yuan', models.DecimalField(decimal_places=2, max_digits=16, null=True, verbose_name='yuan')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sums', to='reports.monthlyreport', verbose_name='report')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.area', verbose_name='village')),
            ],
            options={
                'verbose_name': 'sum of a report',
                'verbose_name_plural': 'sums of reports',
                'ordering': ['code', 'village'],
                'constraints': [models.UniqueConstraint(fields=('report', 'code', 'village'), name='one_sum_a_word_and_village')],
            },
        ),
        migrations.CreateModel(
            name='ReportTransition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=20, verbose_name='step')),
                ('source', models.CharField(blank=True, max_length=18, verbose_name='from')),
                ('target', models.CharField(max_length=18, verbose_name='to')),
                ('effective_on', models.DateField(verbose_name='effective on')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='transitions', to='reports.monthlyreport', verbose_name='report')),
            ],
            options={
                'verbose_name': 'step of a report',
                'verbose_name_plural': 'steps of reports',
                'ordering': ['effective_on', 'id'],
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='monthlyreport',
            trigger=pgtrigger.compiler.Trigger(name='frozen_numbers_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state IN ('frozen', 'submitted') AND (OLD.county_id IS DISTINCT FROM NEW.county_id OR OLD.month IS DISTINCT FROM NEW.month OR OLD.version IS DISTINCT FROM NEW.version OR OLD.as_of IS DISTINCT FROM NEW.as_of OR OLD.counted_at IS DISTINCT FROM NEW.counted_at OR OLD.parameters IS DISTINCT FROM NEW.parameters OR OLD.parameters_digest IS DISTINCT FROM NEW.parameters_digest OR OLD.rules_digest IS DISTINCT FROM NEW.rules_digest OR OLD.digest IS DISTINCT FROM NEW.digest OR OLD.difference IS DISTINCT FROM NEW.difference OR OLD.why IS DISTINCT FROM NEW.why OR OLD.findings IS DISTINCT FROM NEW.findings OR OLD.cover_en IS DISTINCT FROM NEW.cover_en OR OLD.cover_zh IS DISTINCT FROM NEW.cover_zh))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='3ba457e8a84e19c01407a78e40fe94b6583913f1', operation='UPDATE', pgid='pgtrigger_frozen_numbers_stay_c972f', table='reports_monthlyreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='monthlyreport',
            trigger=pgtrigger.compiler.Trigger(name='frozen_reports_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'frozen\', \'submitted\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='68478f6f7de54a716c83b9e84887ba8cf0d9dc73', operation='DELETE', pgid='pgtrigger_frozen_reports_stay_d5b8b', table='reports_monthlyreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='monthlyreport',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Frozen reports stay: this table cannot be emptied.';", hash='c43d129ebb13a4d8d4791fc1ac0b216905cda05c', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_96552', table='reports_monthlyreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='monthlyreport',
            trigger=pgtrigger.compiler.Trigger(name='reports_go_forward', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:checked,checked:draft,draft:frozen,checked:frozen,frozen:submitted}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='00c21d9a38302573263e9a09c312c3f211ae2ee9', operation='UPDATE', pgid='pgtrigger_reports_go_forward_647f8', table='reports_monthlyreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='monthlyreport',
            trigger=pgtrigger.compiler.Trigger(name='follows_steps', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func='\n    \n    IF TG_OP = \'INSERT\' AND NEW.state = \'draft\' OR TG_OP = \'UPDATE\' AND NEW.state = OLD.state THEN\n        RETURN NULL;\n    END IF;\n\n    IF EXISTS (\n        SELECT FROM reports_monthlyreport AS s WHERE s.id = NEW.id AND s.state IS DISTINCT FROM coalesce(\n            (SELECT t.target FROM reports_reporttransition AS t WHERE t."report_id" = s.id ORDER BY t.id + 0 DESC LIMIT 1), \'draft\')\n    ) THEN\n        RAISE EXCEPTION \'a_state_follows_its_steps: reports_monthlyreport % was not moved by a step\', NEW.id\n            USING ERRCODE = \'check_violation\';\n    END IF;\n    RETURN NULL;\n', hash='f69ee8ab0c933283e8c512481aadcb31f9f7ae6e', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_follows_steps_b3d24', table='reports_monthlyreport', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportproof',
            trigger=pgtrigger.compiler.Trigger(name='insert_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e35c5f463d47f370d6313bad4d82b309e8bc3d24', operation='UPDATE OR DELETE', pgid='pgtrigger_insert_only_09157', table='reports_reportproof', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportrow',
            trigger=pgtrigger.compiler.Trigger(name='frozen_lines_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (SELECT FROM reports_monthlyreport r\n           WHERE r.id IN (NEW.report_id, OLD.report_id) AND r.state IN ('frozen', 'submitted')) THEN\n    RAISE EXCEPTION 'The lines of a frozen report stay as they are.';\nEND IF;\nRETURN COALESCE(NEW, OLD);\n", hash='93dc7117a1a627f0bbc7cad592fa3f613a4741fc', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_frozen_lines_stay_2852e', table='reports_reportrow', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportrow',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Frozen reports stay: this table cannot be emptied.';", hash='b964fb65707c2092b8dccaf7fef4be97aa1e0f27', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_b89f8', table='reports_reportrow', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportsum',
            trigger=pgtrigger.compiler.Trigger(name='frozen_sums_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (SELECT FROM reports_monthlyreport r\n           WHERE r.id IN (NEW.report_id, OLD.report_id) AND r.state IN ('frozen', 'submitted')) THEN\n    RAISE EXCEPTION 'The lines of a frozen report stay as they are.';\nEND IF;\nRETURN COALESCE(NEW, OLD);\n", hash='24032a55b57fdf133f82ca839aa1dc3872b92eea', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_frozen_sums_stay_5900a', table='reports_reportsum', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportsum',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Frozen reports stay: this table cannot be emptied.';", hash='c2cd682ad4c45c7fb6d66802683387f92006af1a', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_e0367', table='reports_reportsum', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reporttransition',
            trigger=pgtrigger.compiler.Trigger(name='insert_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF public.povwatch_may_end() THEN\n                IF TG_OP = 'DELETE' THEN\n                    IF FALSE THEN RETURN OLD; END IF;\n                ELSIF to_jsonb(NEW) = to_jsonb(OLD) || jsonb_build_object('reason', '') THEN\n                    RETURN NEW;\n                END IF;\n            END IF;\n            RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;\n        ", hash='7e5fe1d0cb592d0078ef4284a6c5326b66460af8', operation='UPDATE OR DELETE', pgid='pgtrigger_insert_only_9a1d4', table='reports_reporttransition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reporttransition',
            trigger=pgtrigger.compiler.Trigger(name='leads_to_state', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func='\n    \n    IF EXISTS (\n        SELECT FROM reports_monthlyreport AS s WHERE s.id = NEW.report_id AND s.state IS DISTINCT FROM coalesce(\n            (SELECT t.target FROM reports_reporttransition AS t WHERE t."report_id" = s.id ORDER BY t.id + 0 DESC LIMIT 1), \'draft\')\n    ) THEN\n        RAISE EXCEPTION \'a_state_follows_its_steps: reports_monthlyreport % was not moved by a step\', NEW.report_id\n            USING ERRCODE = \'check_violation\';\n    END IF;\n    RETURN NULL;\n', hash='29e20df968765a0af9bd5a233425254953dc09a6', operation='INSERT', pgid='pgtrigger_leads_to_state_2c2ac', table='reports_reporttransition', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
    ]
