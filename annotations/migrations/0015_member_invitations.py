"""Links by which somebody without an account comes to run or analyse a study."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0014_leaks")]

    operations = [
        migrations.CreateModel(
            name="MemberInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("researcher", "Researcher"),
                            ("analyst", "Analyst"),
                            ("administrator", "Study administrator"),
                        ],
                        max_length=15,
                    ),
                ),
                ("token_sha256", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="member_invitations",
                        to="annotations.study",
                    ),
                ),
            ],
            options={"verbose_name": "invitation of a member"},
        ),
        migrations.AddConstraint(
            model_name="memberinvitation",
            constraint=models.UniqueConstraint(
                fields=("token_sha256",), name="member_invitation_token_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="memberinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(role__in=["researcher", "analyst", "administrator"]),
                name="member_invitation_role_known",
            ),
        ),
    ]
