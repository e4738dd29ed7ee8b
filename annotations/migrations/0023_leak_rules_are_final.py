"""What happens to an answer that names its writer cannot be changed once a study has started."""

from pathlib import Path

from django.db import migrations

LEAK_RULES = Path(__file__).parent / "sql" / "leak_rules.sql"
BACK = "DROP TRIGGER leak_rules_are_final ON annotations_study;"


class Migration(migrations.Migration):
    dependencies = [("annotations", "0022_judged_elsewhere")]

    operations = [migrations.RunSQL(LEAK_RULES.read_text("utf-8"), BACK)]
