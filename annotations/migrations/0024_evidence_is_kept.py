"""Every table that holds evidence of a study keeps it, whoever writes."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("annotations", "0023_leak_rules_are_final")]

    operations = [
        migrations.RunSQL((SQL / f"{name}.sql").read_text("utf-8"))
        for name in ("started_rules", "evidence")
    ]
