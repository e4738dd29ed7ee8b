"""What constraints cannot say: the append-only ledger, its chains, and rules across tables."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"
FILES = ("append_only", "privileges", "chain", "assignment_rules", "judgment_rules")


class Migration(migrations.Migration):
    dependencies = [("annotations", "0001_initial")]

    operations = [migrations.RunSQL((SQL / f"{name}.sql").read_text("utf-8")) for name in FILES]
