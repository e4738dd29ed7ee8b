"""A rater's own pace, kept by the database."""

from pathlib import Path

from django.db import migrations, models

PACE = Path(__file__).parent / "sql" / "pace.sql"


class Migration(migrations.Migration):
    dependencies = [("annotations", "0004_working_and_agreeing")]

    operations = [
        migrations.AddField(
            model_name="studyrater",
            name="paced_count",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="studyrater",
            name="seconds_per_code_point",
            field=models.FloatField(blank=True, editable=False, null=True),
        ),
        migrations.RunSQL(PACE.read_text("utf-8")),
    ]
