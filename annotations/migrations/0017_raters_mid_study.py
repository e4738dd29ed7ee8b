"""Raters who take over, are reminded, or withdraw; mail to them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q

import annotations.models.fields

# A default that is called once would give every row that is there the same key.
KEYS = """
UPDATE annotations_studyrater
    SET reminder_key = replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0016_uploaded_files")]

    operations = [
        migrations.AddField(
            "studyrater", "taken_over_count", models.PositiveIntegerField(default=0, editable=False)
        ),
        migrations.AddField("studyrater", "excluded_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("studyrater", "reminded_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "studyrater", "reminders_stopped_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            "studyrater",
            "reminder_key",
            models.CharField(
                default=annotations.models.fields.new_token, editable=False, max_length=64
            ),
        ),
        migrations.RunSQL(KEYS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "studyrater",
            models.UniqueConstraint(fields=["reminder_key"], name="rater_reminder_key_once"),
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(default=annotations.models.fields.new_key, max_length=32),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("invitation", "Invitation"), ("reminder", "Reminder")],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "Queued"), ("sent", "Sent"), ("dropped", "Dropped")],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("site", models.CharField(max_length=200)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("not_before", models.DateTimeField(default=django.utils.timezone.now)),
                ("error", models.CharField(blank=True, max_length=80)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "invitation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letter",
                        to="annotations.invitation",
                    ),
                ),
                (
                    "rater",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="annotations.studyrater",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter",
                "indexes": [
                    models.Index(
                        condition=Q(("state", "queued")),
                        fields=["not_before"],
                        name="letter_queued",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("kind__in", ["invitation", "reminder"])),
                        name="letter_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(("state__in", ["queued", "sent", "dropped"])),
                        name="letter_state_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("state__in", ["sent"]), Q(("sent_at__isnull", True), _negated=True)),
                            Q(
                                Q(("state__in", ["sent"]), _negated=True),
                                ("sent_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="letter_sent_at_when_sent",
                    ),
                ],
            },
        ),
    ]
