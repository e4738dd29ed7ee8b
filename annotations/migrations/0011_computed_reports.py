"""Reports that were computed once need not be computed again."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0010_rules_fixed_at_start")]

    operations = [
        migrations.CreateModel(
            name="ComputedReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("filters", models.JSONField(blank=True, default=dict)),
                ("content", models.TextField(blank=True)),
                ("error", models.TextField(blank=True)),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="computed_reports",
                        to="annotations.study",
                    ),
                ),
            ],
            options={"verbose_name": "computed report"},
        ),
        migrations.AddConstraint(
            model_name="computedreport",
            constraint=models.UniqueConstraint(fields=("study", "key"), name="report_once_per_key"),
        ),
    ]
