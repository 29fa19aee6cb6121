import core.crypto.fields
import core.dates
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import households.models.places
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
        ('households', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visit_key', models.UUIDField(verbose_name='visit')),
                ('sha256', models.CharField(max_length=64)),
                ('content', core.crypto.fields.EncryptedField()),
                ('road', models.CharField(choices=[('phone', 'Phone'), ('page', 'Page'), ('rescue', 'Rescue file')], default='phone', max_length=8, verbose_name='how it came')),
                ('device_at', models.DateTimeField(null=True, verbose_name="phone's clock when it was finished")),
                ('clock_offset', models.BigIntegerField(null=True, verbose_name="clock's measured error (milliseconds)")),
                ('received_at', models.DateTimeField(verbose_name='received')),
                ('outcome', models.CharField(choices=[('filed', 'Filed'), ('stranded', 'Stranded: its household or its caseworker is no longer here'), ('second', 'Second version of a visit that is already here')], max_length=8, verbose_name='outcome')),
                ('stranding', models.CharField(blank=True, choices=[('unknown', 'No such household'), ('merged', 'The household was merged into another'), ('moved', 'The household moved away'), ('extinct', 'Nobody is left in the household'), ('mistake', 'The household was entered by mistake'), ('elsewhere', "The household lies outside the caseworker's territory"), ('no_grant', 'The caseworker may no longer log visits'), ('old_badge', 'Brought by somebody else from a phone that had not met the site for long')], max_length=10, verbose_name='why stranded')),
                ('settlement', models.CharField(blank=True, choices=[('assigned', 'Assigned to a household'), ('kept_first', 'The first version stays'), ('took_second', 'The second version replaces the first'), ('put_aside', 'Put aside with a reason')], max_length=12, verbose_name='settled how')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='settled')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.area', verbose_name='area')),
                ('brought_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='brought by')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='caseworker')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='settled by')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('settled_at', None), models.Q(('outcome', 'filed'), _negated=True)), fields=['area', '-id'], name='unsettled')],
                'constraints': [models.UniqueConstraint(fields=('visit_key', 'sha256'), name='a_body_is_kept_once'), models.UniqueConstraint(condition=models.Q(('outcome', 'second'), _negated=True), fields=('visit_key',), name='one_first_delivery_a_visit'), models.CheckConstraint(condition=models.Q(('outcome__in', ['filed', 'second', 'stranded'])), name='delivery_outcome_known'), models.CheckConstraint(condition=models.Q(('road__in', ['page', 'phone', 'rescue'])), name='delivery_road_known'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='delivery_settled_completely'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('settlement', '')), models.Q(('settled_at__isnull', False), ('settlement__in', ['assigned', 'kept_first', 'put_aside', 'took_second'])), _connector='OR'), name='a_settlement_says_how'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'stranded'), ('stranding__in', ['elsewhere', 'extinct', 'merged', 'mistake', 'moved', 'no_grant', 'old_badge', 'unknown'])), models.Q(models.Q(('outcome', 'stranded'), _negated=True), ('stranding', '')), _connector='OR'), name='only_the_stranded_have_a_reason_to_be')],
            },
        ),
        migrations.CreateModel(
            name='UnreachedDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(choices=[('again', 'The village tries again'), ('later', 'Leave the family until a day')], max_length=10, verbose_name='decision')),
                ('until', models.DateField(null=True, verbose_name='left until')),
                ('words', core.crypto.fields.EncryptedField(default='', verbose_name='what the village is to do, or why')),
                ('decided_on', models.DateField(default=core.dates.today, verbose_name='decided on')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.area', verbose_name='county')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unreached_decisions', to='households.household', verbose_name='household')),
            ],
            options={
                'verbose_name': 'decision about a household that cannot be reached',
                'verbose_name_plural': 'decisions about households that cannot be reached',
                'ordering': ['-decided_on', '-pk'],
                'indexes': [models.Index(fields=['household', '-decided_on'], name='latest_unreached_decision')],
                'constraints': [models.CheckConstraint(condition=models.Q(('choice__in', ['again', 'later'])), name='unreached_choice_known'), models.CheckConstraint(condition=models.Q(models.Q(('choice', 'again'), ('until', None)), models.Q(('choice', 'later'), ('until__isnull', False)), _connector='OR'), name='a_family_is_left_until_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('visited_on', models.DateField(verbose_name='visited on')),
                ('purpose', models.CharField(choices=[('routine', 'Routine'), ('verify', 'Verify an alert'), ('clearing', 'Check before clearing'), ('return', 'Return visit'), ('measure', 'Check a measure'), ('update', 'Annual update')], default='routine', max_length=10, verbose_name='purpose')),
                ('way', models.CharField(choices=[('in_person', 'In person'), ('phone', 'By phone'), ('video', 'By video')], default='in_person', max_length=10, verbose_name='way')),
                ('result', models.CharField(choices=[('met', 'Somebody was met or reached'), ('nobody', 'Nobody at home, or nobody answered'), ('refused', 'The family refused to talk')], db_default='met', default='met', max_length=10, verbose_name='result')),
                ('people_met', models.CharField(blank=True, max_length=120, verbose_name='people met')),
                ('shocks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('01', 'Illness'), ('02', 'Natural disaster'), ('0201', 'Flood'), ('0202', 'Geological disaster'), ('0203', 'Drought'), ('0204', 'Biological disaster'), ('0205', 'Severe weather'), ('0206', 'Earthquake'), ('0299', 'Other disaster'), ('03', 'Disability'), ('04', 'Lack of labour'), ('05', 'Accident'), ('06', 'Failed business'), ('07', 'Unstable work'), ('09', 'Schooling cost'), ('10', 'Unsafe housing'), ('11', 'Unsafe water'), ('12', 'Child out of school'), ('99', 'Other')], max_length=4), blank=True, default=list, size=None, verbose_name='shocks seen')),
                ('needs', models.CharField(blank=True, max_length=300, verbose_name='needs')),
                ('deeds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('field', 'Helped with the harvest or in the fields'), ('doctor', 'Took somebody to the doctor or to hospital'), ('form', 'Filled in a form or an application'), ('policy', 'Explained a policy'), ('errand', 'Ran an errand or fetched something'), ('home', 'Cleaned up or repaired something'), ('work', 'Found work or a course'), ('sale', 'Helped to sell what was grown'), ('goods', 'Brought goods or money'), ('other', 'Something else')], max_length=10), blank=True, db_default=[], default=list, size=None, verbose_name='what was done there')),
                ('house', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('fine', 'In order'), ('leaks', 'Roof or wall leaks'), ('cracks', 'Cracks or damage'), ('unsafe', 'Not safe to live in'), ('yard', 'Yard full of water or waste')], max_length=10), blank=True, db_default=[], default=list, size=None, verbose_name='house and yard')),
                ('road', models.CharField(blank=True, choices=[('fine', 'Passable in any weather'), ('dry', 'Passable in dry weather only'), ('foot', 'On foot only'), ('cut', 'Cut off')], db_default='', max_length=10, verbose_name='way to the house')),
                ('place_note', core.crypto.fields.EncryptedField(db_default=b'', default='', verbose_name='what is wrong with house, yard or way')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('next_visit_on', models.DateField(blank=True, null=True, verbose_name='next visit')),
                ('next_visit_time', models.TimeField(blank=True, null=True, verbose_name='hour of the next visit')),
                ('answer_fate', models.CharField(blank=True, choices=[('waiting', 'On its way to the alert'), ('given', 'The alert was answered'), ('not_given', 'The alert was not answered')], db_default='', max_length=10, verbose_name='answer that came with it')),
                ('answer_words', core.crypto.fields.EncryptedField(db_default=b'', default='', verbose_name='what became of the answer')),
                ('whose', models.JSONField(blank=True, db_default=[], default=list, verbose_name='whose undivided amounts were')),
                ('guarantees_as_before', models.BooleanField(db_default=False, default=False, verbose_name='guarantees confirmed in one tap, as last time')),
                ('lacks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('people', 'who was met or called'), ('guarantees', 'all six guarantees'), ('income', 'the income'), ('said', 'that it could be verified at all')], max_length=10), blank=True, db_default=[], default=list, size=None, verbose_name='missing to verify an alert')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='longitude')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True, verbose_name='latitude')),
                ('accuracy', models.PositiveIntegerField(blank=True, null=True, verbose_name='accuracy of the position (metres)')),
                ('state', models.CharField(choices=[('submitted', 'Submitted'), ('accepted', 'Accepted'), ('sent_back', 'Sent back'), ('voided', 'Voided')], default='submitted', max_length=10, verbose_name='state')),
                ('observed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='finished')),
                ('received_at', models.DateTimeField(auto_now_add=True, verbose_name='received')),
                ('delivery', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visit', to='visits.delivery', verbose_name='receipt')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='households.household', verbose_name='household')),
                ('village', households.models.places.VillageOfHousehold(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.area', verbose_name='village')),
                ('visited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to=settings.AUTH_USER_MODEL, verbose_name='visited by')),
            ],
            options={
                'verbose_name': 'visit',
                'verbose_name_plural': 'visits',
                'ordering': ['-visited_on', '-observed_at', '-pk'],
                'indexes': [models.Index(fields=['household', '-visited_on', '-observed_at', '-id'], name='latest_visit'), models.Index(fields=['visited_by', 'visited_on'], name='visits_of_a_day'), models.Index(condition=models.Q(('result', 'met'), _negated=True), fields=['household', 'visited_on'], name='attempts')],
                'constraints': [households.models.places.InVillageOfHousehold(name='visit_where_its_household_lies'), models.CheckConstraint(condition=models.Q(('purpose__in', ['clearing', 'measure', 'return', 'routine', 'update', 'verify'])), name='visit_purpose_known'), models.CheckConstraint(condition=models.Q(('way__in', ['in_person', 'phone', 'video'])), name='visit_way_known'), models.CheckConstraint(condition=models.Q(('result__in', ['met', 'nobody', 'refused'])), name='visit_result_known'), models.CheckConstraint(condition=models.Q(('road__in', ['', 'cut', 'dry', 'fine', 'foot'])), name='visit_road_known'), models.CheckConstraint(condition=models.Q(('deeds__contained_by', ['doctor', 'errand', 'field', 'form', 'goods', 'home', 'other', 'policy', 'sale', 'work'])), name='deeds_known'), models.CheckConstraint(condition=models.Q(('house__contained_by', ['cracks', 'fine', 'leaks', 'unsafe', 'yard'])), name='house_known'), models.CheckConstraint(condition=models.Q(('answer_fate__in', ['', 'given', 'not_given', 'waiting'])), name='answer_fate_known'), models.CheckConstraint(condition=models.Q(('next_visit_time', None), ('next_visit_on__isnull', False), _connector='OR'), name='an_hour_has_its_day'), models.CheckConstraint(condition=models.Q(('state__in', ['accepted', 'sent_back', 'submitted', 'voided'])), name='visit_state_known'), models.CheckConstraint(condition=models.Q(('lacks__contained_by', ['guarantees', 'income', 'people', 'said'])), name='lacks_known'), models.CheckConstraint(condition=models.Q(('shocks__contained_by', ['01', '02', '0201', '0202', '0203', '0204', '0205', '0206', '0299', '03', '04', '05', '06', '07', '09', '10', '11', '12', '99'])), name='shocks_known'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='visit_position_complete'), models.CheckConstraint(condition=models.Q(('accuracy__gte', 0), ('accuracy__isnull', True), _connector='OR'), name='accuracy_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('kind', models.CharField(choices=[('photo', 'Photo'), ('signature', 'Signature'), ('voice', 'Voice note')], default='photo', max_length=10, verbose_name='kind')),
                ('caption', core.crypto.fields.EncryptedField(db_default=b'', default='', verbose_name='caption')),
                ('arrived_at', models.DateTimeField(null=True, verbose_name='arrived')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='visits.visit', verbose_name='visit')),
            ],
            options={
                'verbose_name': 'photo',
                'verbose_name_plural': 'photos',
                'ordering': ['visit', 'pk'],
                'indexes': [models.Index(fields=['sha256'], name='photo_used_twice')],
                'constraints': [models.UniqueConstraint(fields=('visit', 'sha256'), name='a_photo_once_a_visit'), models.CheckConstraint(condition=models.Q(('kind__in', ['photo', 'signature', 'voice'])), name='photo_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Observation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thing', models.CharField(max_length=80, verbose_name='what')),
                ('value', core.crypto.fields.EncryptedField()),
                ('seen', core.crypto.fields.EncryptedField(default='')),
                ('outside', core.crypto.fields.EncryptedField(default='')),
                ('other', core.crypto.fields.EncryptedField(default='')),
                ('observed_at', models.DateTimeField(verbose_name='said')),
                ('standing', models.CharField(choices=[('holds', 'Holds'), ('outdone', 'A later visit says otherwise'), ('overruled', 'Another source says otherwise')], default='holds', max_length=10, verbose_name='standing')),
                ('decision', models.CharField(blank=True, choices=[('visit', "The visit's answer holds"), ('on_file', 'What is on file stays'), ('refused', 'Refused: it was not so')], max_length=8, verbose_name='decision')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='settled')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='households.household', verbose_name='household')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='settled by')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='observations', to='visits.visit', verbose_name='visit')),
            ],
            options={
                'verbose_name': 'observation',
                'verbose_name_plural': 'observations',
                'ordering': ['household', 'thing', 'observed_at', 'visit'],
                'indexes': [models.Index(fields=['household', 'thing'], name='said_of_a_thing')],
                'constraints': [models.UniqueConstraint(fields=('visit', 'thing'), name='a_visit_says_a_thing_once'), models.CheckConstraint(condition=models.Q(('standing__in', ['holds', 'outdone', 'overruled'])), name='observation_standing_known'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='observation_settled_completely'), models.CheckConstraint(condition=models.Q(models.Q(('decision', ''), ('settled_at', None)), models.Q(('decision__in', ['on_file', 'refused', 'visit']), ('settled_at__isnull', False)), _connector='OR'), name='a_decision_is_known'), models.CheckConstraint(condition=models.Q(('value', b''), _negated=True), name='an_observation_says_something')],
            },
        ),
        migrations.CreateModel(
            name='VisitEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('visited_on', models.DateField(verbose_name='visited on')),
                ('purpose', models.CharField(choices=[('routine', 'Routine'), ('verify', 'Verify an alert'), ('clearing', 'Check before clearing'), ('return', 'Return visit'), ('measure', 'Check a measure'), ('update', 'Annual update')], default='routine', max_length=10, verbose_name='purpose')),
                ('way', models.CharField(choices=[('in_person', 'In person'), ('phone', 'By phone'), ('video', 'By video')], default='in_person', max_length=10, verbose_name='way')),
                ('result', models.CharField(choices=[('met', 'Somebody was met or reached'), ('nobody', 'Nobody at home, or nobody answered'), ('refused', 'The family refused to talk')], db_default='met', default='met', max_length=10, verbose_name='result')),
                ('people_met', models.CharField(blank=True, max_length=120, verbose_name='people met')),
                ('shocks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('01', 'Illness'), ('02', 'Natural disaster'), ('0201', 'Flood'), ('0202', 'Geological disaster'), ('0203', 'Drought'), ('0204', 'Biological disaster'), ('0205', 'Severe weather'), ('0206', 'Earthquake'), ('0299', 'Other disaster'), ('03', 'Disability'), ('04', 'Lack of labour'), ('05', 'Accident'), ('06', 'Failed business'), ('07', 'Unstable work'), ('09', 'Schooling cost'), ('10', 'Unsafe housing'), ('11', 'Unsafe water'), ('12', 'Child out of school'), ('99', 'Other')], max_length=4), blank=True, default=list, size=None, verbose_name='shocks seen')),
                ('needs', models.CharField(blank=True, max_length=300, verbose_name='needs')),
                ('deeds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('field', 'Helped with the harvest or in the fields'), ('doctor', 'Took somebody to the doctor or to hospital'), ('form', 'Filled in a form or an application'), ('policy', 'Explained a policy'), ('errand', 'Ran an errand or fetched something'), ('home', 'Cleaned up or repaired something'), ('work', 'Found work or a course'), ('sale', 'Helped to sell what was grown'), ('goods', 'Brought goods or money'), ('other', 'Something else')], max_length=10), blank=True, db_default=[], default=list, size=None, verbose_name='what was done there')),
                ('house', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('fine', 'In order'), ('leaks', 'Roof or wall leaks'), ('cracks', 'Cracks or damage'), ('unsafe', 'Not safe to live in'), ('yard', 'Yard full of water or waste')], max_length=10), blank=True, db_default=[], default=list, size=None, verbose_name='house and yard')),
                ('road', models.CharField(blank=True, choices=[('fine', 'Passable in any weather'), ('dry', 'Passable in dry weather only'), ('foot', 'On foot only'), ('cut', 'Cut off')], db_default='', max_length=10, verbose_name='way to the house')),
                ('place_note', core.crypto.fields.EncryptedField(db_default=b'', default='', verbose_name='what is wrong with house, yard or way')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('next_visit_on', models.DateField(blank=True, null=True, verbose_name='next visit')),
                ('next_visit_time', models.TimeField(blank=True, null=True, verbose_name='hour of the next visit')),
                ('answer_fate', models.CharField(blank=True, choices=[('waiting', 'On its way to the alert'), ('given', 'The alert was answered'), ('not_given', 'The alert was not answered')], db_default='', max_length=10, verbose_name='answer that came with it')),
                ('answer_words', core.crypto.fields.EncryptedField(db_default=b'', default='', verbose_name='what became of the answer')),
                ('whose', models.JSONField(blank=True, db_default=[], default=list, verbose_name='whose undivided amounts were')),
                ('guarantees_as_before', models.BooleanField(db_default=False, default=False, verbose_name='guarantees confirmed in one tap, as last time')),
                ('lacks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('people', 'who was met or called'), ('guarantees', 'all six guarantees'), ('income', 'the income'), ('said', 'that it could be verified at all')], max_length=10), blank=True, db_default=[], default=list, size=None, verbose_name='missing to verify an alert')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='longitude')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True, verbose_name='latitude')),
                ('accuracy', models.PositiveIntegerField(blank=True, null=True, verbose_name='accuracy of the position (metres)')),
                ('state', models.CharField(choices=[('submitted', 'Submitted'), ('accepted', 'Accepted'), ('sent_back', 'Sent back'), ('voided', 'Voided')], default='submitted', max_length=10, verbose_name='state')),
                ('observed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='finished')),
                ('received_at', models.DateTimeField(auto_now_add=True, verbose_name='received')),
                ('delivery', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='visits.delivery', verbose_name='receipt')),
                ('household', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='households.household', verbose_name='household')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='visits.visit')),
                ('visited_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='visited by')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VisitTransition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=20, verbose_name='step')),
                ('source', models.CharField(blank=True, max_length=18, verbose_name='from')),
                ('target', models.CharField(max_length=18, verbose_name='to')),
                ('effective_on', models.DateField(verbose_name='effective on')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='visits.visit', verbose_name='visit')),
            ],
            options={
                'verbose_name': 'step of a visit',
                'verbose_name_plural': 'steps of visits',
                'ordering': ['effective_on', 'id'],
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='village_of_household', sql=pgtrigger.compiler.UpsertTriggerSql(func='\nSELECT village_id INTO NEW.village_id FROM public.households_household WHERE id = NEW.household_id FOR KEY SHARE;\nRETURN NEW;\n', hash='65bc94da39deb3f0f05e30d5fe2be141cd5e1396', operation='INSERT OR UPDATE OF "household_id", "village_id"', pgid='pgtrigger_village_of_household_d81ae', table='visits_visit', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."accuracy" IS DISTINCT FROM (NEW."accuracy") OR OLD."answer_fate" IS DISTINCT FROM (NEW."answer_fate") OR OLD."answer_words" IS DISTINCT FROM (NEW."answer_words") OR OLD."deeds" IS DISTINCT FROM (NEW."deeds") OR OLD."delivery_id" IS DISTINCT FROM (NEW."delivery_id") OR OLD."guarantees_as_before" IS DISTINCT FROM (NEW."guarantees_as_before") OR OLD."house" IS DISTINCT FROM (NEW."house") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."lacks" IS DISTINCT FROM (NEW."lacks") OR OLD."latitude" IS DISTINCT FROM (NEW."latitude") OR OLD."longitude" IS DISTINCT FROM (NEW."longitude") OR OLD."needs" IS DISTINCT FROM (NEW."needs") OR OLD."next_visit_on" IS DISTINCT FROM (NEW."next_visit_on") OR OLD."next_visit_time" IS DISTINCT FROM (NEW."next_visit_time") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."observed_at" IS DISTINCT FROM (NEW."observed_at") OR OLD."people_met" IS DISTINCT FROM (NEW."people_met") OR OLD."place_note" IS DISTINCT FROM (NEW."place_note") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."received_at" IS DISTINCT FROM (NEW."received_at") OR OLD."result" IS DISTINCT FROM (NEW."result") OR OLD."road" IS DISTINCT FROM (NEW."road") OR OLD."shocks" IS DISTINCT FROM (NEW."shocks") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."visited_by_id" IS DISTINCT FROM (NEW."visited_by_id") OR OLD."visited_on" IS DISTINCT FROM (NEW."visited_on") OR OLD."way" IS DISTINCT FROM (NEW."way") OR OLD."whose" IS DISTINCT FROM (NEW."whose"))', func='INSERT INTO "visits_visitevent" ("accuracy", "answer_fate", "answer_words", "deeds", "delivery_id", "guarantees_as_before", "house", "household_id", "id", "lacks", "latitude", "longitude", "needs", "next_visit_on", "next_visit_time", "note", "observed_at", "people_met", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_note", "purpose", "received_at", "result", "road", "shocks", "state", "visited_by_id", "visited_on", "way", "whose") VALUES (OLD."accuracy", OLD."answer_fate", OLD."answer_words", OLD."deeds", OLD."delivery_id", OLD."guarantees_as_before", OLD."house", OLD."household_id", OLD."id", OLD."lacks", OLD."latitude", OLD."longitude", OLD."needs", OLD."next_visit_on", OLD."next_visit_time", OLD."note", OLD."observed_at", OLD."people_met", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."place_note", OLD."purpose", OLD."received_at", OLD."result", OLD."road", OLD."shocks", OLD."state", OLD."visited_by_id", OLD."visited_on", OLD."way", OLD."whose"); RETURN NULL;', hash='1fa5c05f10b1d855f263541e6d3991446b2ae39a', operation='UPDATE', pgid='pgtrigger_update_update_41cf1', table='visits_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "visits_visitevent" ("accuracy", "answer_fate", "answer_words", "deeds", "delivery_id", "guarantees_as_before", "house", "household_id", "id", "lacks", "latitude", "longitude", "needs", "next_visit_on", "next_visit_time", "note", "observed_at", "people_met", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_note", "purpose", "received_at", "result", "road", "shocks", "state", "visited_by_id", "visited_on", "way", "whose") VALUES (OLD."accuracy", OLD."answer_fate", OLD."answer_words", OLD."deeds", OLD."delivery_id", OLD."guarantees_as_before", OLD."house", OLD."household_id", OLD."id", OLD."lacks", OLD."latitude", OLD."longitude", OLD."needs", OLD."next_visit_on", OLD."next_visit_time", OLD."note", OLD."observed_at", OLD."people_met", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place_note", OLD."purpose", OLD."received_at", OLD."result", OLD."road", OLD."shocks", OLD."state", OLD."visited_by_id", OLD."visited_on", OLD."way", OLD."whose"); RETURN NULL;', hash='eb3cb94337102aceb16870dbce6aa898d1c9e6d6', operation='DELETE', pgid='pgtrigger_delete_delete_a3dfb', table='visits_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='follows_steps', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func='\n    \n    IF TG_OP = \'INSERT\' AND NEW.state = \'submitted\' OR TG_OP = \'UPDATE\' AND NEW.state = OLD.state THEN\n        RETURN NULL;\n    END IF;\n\n    IF EXISTS (\n        SELECT FROM visits_visit AS s WHERE s.id = NEW.id AND s.state IS DISTINCT FROM coalesce(\n            (SELECT t.target FROM visits_visittransition AS t WHERE t."visit_id" = s.id ORDER BY t.id + 0 DESC LIMIT 1), \'submitted\')\n    ) THEN\n        RAISE EXCEPTION \'a_state_follows_its_steps: visits_visit % was not moved by a step\', NEW.id\n            USING ERRCODE = \'check_violation\';\n    END IF;\n    RETURN NULL;\n', hash='4c4e5578409aaa4b7a49fb705e463eb6f0697cf1', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_follows_steps_9e5ee', table='visits_visit', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visittransition',
            trigger=pgtrigger.compiler.Trigger(name='insert_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF public.povwatch_may_end() THEN\n                IF TG_OP = 'DELETE' THEN\n                    IF FALSE THEN RETURN OLD; END IF;\n                ELSIF to_jsonb(NEW) = to_jsonb(OLD) || jsonb_build_object('reason', '') THEN\n                    RETURN NEW;\n                END IF;\n            END IF;\n            RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;\n        ", hash='d4565fcdfd43e59bbdc27fca2d760d010ff5d20d', operation='UPDATE OR DELETE', pgid='pgtrigger_insert_only_6b066', table='visits_visittransition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visittransition',
            trigger=pgtrigger.compiler.Trigger(name='leads_to_state', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func='\n    \n    IF EXISTS (\n        SELECT FROM visits_visit AS s WHERE s.id = NEW.visit_id AND s.state IS DISTINCT FROM coalesce(\n            (SELECT t.target FROM visits_visittransition AS t WHERE t."visit_id" = s.id ORDER BY t.id + 0 DESC LIMIT 1), \'submitted\')\n    ) THEN\n        RAISE EXCEPTION \'a_state_follows_its_steps: visits_visit % was not moved by a step\', NEW.visit_id\n            USING ERRCODE = \'check_violation\';\n    END IF;\n    RETURN NULL;\n', hash='1b78347c2c020e90b6cb627e384faf45de7df498', operation='INSERT', pgid='pgtrigger_leads_to_state_9e93c', table='visits_visittransition', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
    ]
