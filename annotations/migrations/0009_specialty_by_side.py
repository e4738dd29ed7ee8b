"""A claim by specialty looks for one side at a time: without it in the index, a specialty whose
pairs all stand the other way would be read to its end."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("annotations", "0008_revisions")]

    operations = [
        migrations.RemoveIndex(model_name="slot", name="slot_free_by_specialty"),
        migrations.AddIndex(
            model_name="slot",
            index=models.Index(
                condition=Q(kind="first", status="free"),
                fields=["study", "specialty", "swapped", "position"],
                name="slot_free_by_specialty",
            ),
        ),
    ]
