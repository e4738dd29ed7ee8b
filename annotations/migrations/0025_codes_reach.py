"""A code shown in a session that a study's link opened opens no more than that session does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0024_evidence_is_kept")]

    operations = [
        migrations.AddField(
            model_name="signincode",
            name="studies",
            field=models.JSONField(blank=True, null=True),
        ),
    ]
