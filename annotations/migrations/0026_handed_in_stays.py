"""What was handed in stays in the analysis; what was seen stays released."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "handed_in.sql"


class Migration(migrations.Migration):
    dependencies = [("annotations", "0025_codes_reach")]

    operations = [migrations.RunSQL(SQL.read_text("utf-8"))]
