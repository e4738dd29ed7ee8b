"""A started study's rules and criteria cannot be changed by anybody."""

from pathlib import Path

from django.db import migrations

FINAL_RULES = Path(__file__).parent / "sql" / "final_rules.sql"
BACK = """
DROP TRIGGER rules_are_final ON annotations_study;
DROP FUNCTION annotations_rules_are_final();
DROP TRIGGER criteria_are_final ON annotations_criterion;
DROP FUNCTION annotations_criteria_are_final();
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0020_bundle_jobs")]

    operations = [migrations.RunSQL(FINAL_RULES.read_text("utf-8"), BACK)]
