"""Verdicts of LLM judges, held against the experts after the unblinding."""

from pathlib import Path

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


SQL = Path(__file__).parent / "sql" / "llm_judges.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0026_handed_in_stays'),
    ]

    operations = [
        migrations.CreateModel(
            name='LlmJudge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('file_name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('imported_by', models.CharField(max_length=80)),
                ('imported_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='llm_judges', to='annotations.criterion')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='llm_judges', to='annotations.study')),
            ],
            options={
                'verbose_name': 'LLM judge',
            },
        ),
        migrations.CreateModel(
            name='JudgeVerdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('left_first', models.SmallIntegerField(null=True)),
                ('right_first', models.SmallIntegerField(null=True)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.system')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.item')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.system')),
                ('judge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verdicts', to='annotations.llmjudge')),
            ],
            options={
                'verbose_name': 'verdict of an LLM judge',
            },
        ),
        migrations.AddConstraint(
            model_name='llmjudge',
            constraint=models.UniqueConstraint(fields=('study', 'name', 'criterion'), name='llm_judge_once_per_criterion'),
        ),
        migrations.AddConstraint(
            model_name='llmjudge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('imported_by', ''), _negated=True)), name='llm_judge_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='judgeverdict',
            constraint=models.UniqueConstraint(fields=('judge', 'item', 'first', 'second'), name='judge_verdict_once_per_pair'),
        ),
        migrations.AddConstraint(
            model_name='judgeverdict',
            constraint=models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='judge_verdict_between_two_systems'),
        ),
        migrations.AddConstraint(
            model_name='judgeverdict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('left_first__isnull', True), ('left_first__in', [1, 0, -1]), _connector='OR'), models.Q(('right_first__isnull', True), ('right_first__in', [1, 0, -1]), _connector='OR')), name='judge_verdict_is_win_tie_or_loss'),
        ),
        migrations.RunSQL(SQL.read_text("utf-8"), migrations.RunSQL.noop),
    ]
