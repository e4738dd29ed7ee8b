"""Tokens with scopes, for one study or all of a person's; every study gets an administrator."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

# Whoever ran a study so far could do what is now an administrator's: one of them keeps it.
FIRST_RESEARCHER_ADMINISTERS = """
UPDATE annotations_studymember member SET role = 'administrator'
WHERE member.role = 'researcher'
  AND NOT EXISTS (SELECT 1 FROM annotations_studymember other
                  WHERE other.study_id = member.study_id
                    AND (other.role = 'administrator'
                         OR other.role = 'researcher' AND other.id < member.id))
"""
SCOPES = ["read", "setup", "run", "raters", "results", "administer"]


class Migration(migrations.Migration):
    dependencies = [("annotations", "0011_computed_reports")]

    operations = [
        migrations.RunSQL(FIRST_RESEARCHER_ADMINISTERS, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="apitoken", name="is_read_only"),
        migrations.AddField(
            model_name="apitoken", name="scopes", field=models.JSONField(default=list)
        ),
        migrations.AlterField(
            model_name="apitoken",
            name="name",
            field=models.CharField(max_length=80, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="apitoken",
            name="study",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="api_tokens",
                to="annotations.study",
            ),
        ),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=Q(scopes__contained_by=SCOPES), name="api_token_scopes_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="api_token_expires_after_its_start",
            ),
        ),
    ]
