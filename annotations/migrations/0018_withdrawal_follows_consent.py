"""Whether a withdrawn rater's judgments count follows from consent and the study's rule alone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("annotations", "0017_raters_mid_study")]

    operations = [migrations.RemoveField("studyrater", "excluded_at")]
