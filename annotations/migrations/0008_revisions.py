"""Until when a rater may revise, and what a revision puts off."""

from pathlib import Path

from django.db import migrations

REVISIONS = Path(__file__).parent / "sql" / "revisions.sql"


class Migration(migrations.Migration):
    dependencies = [("annotations", "0007_handing_on")]

    operations = [migrations.RunSQL(REVISIONS.read_text("utf-8"))]
