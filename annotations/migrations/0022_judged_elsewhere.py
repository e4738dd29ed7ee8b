"""Studies whose judgments came as a file, and that they stay apart from those judged here."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0021_final_rules'),
    ]

    operations = [
        migrations.AddField(
            model_name='study',
            name='judged_elsewhere',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunSQL((SQL / "judged_elsewhere.sql").read_text("utf-8")),
    ]
