import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0012_group_figures"),
    ]

    operations = [
        migrations.CreateModel(
            name="GroupWords",
            fields=[
                (
                    "group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="community.group",
                    ),
                ),
                ("refused", models.JSONField(default=list)),
                ("covered", models.JSONField(default=list)),
                ("flagged", models.JSONField(default=list)),
            ],
            options={
                "verbose_name": "words of a group",
                "verbose_name_plural": "words of groups",
            },
        ),
        migrations.AddField(
            model_name="groupfigures",
            name="notes_out",
            field=models.PositiveIntegerField(default=0, help_text="that came out in these days"),
        ),
        migrations.AddField(
            model_name="groupfigures",
            name="reports",
            field=models.PositiveIntegerField(default=0, help_text="of notes and comments"),
        ),
        migrations.AddField(
            model_name="groupfigures",
            name="reports_decided",
            field=models.PositiveIntegerField(default=0, help_text="in these days, whenever they were made"),
        ),
        migrations.AddField(
            model_name="groupfigures",
            name="reports_upheld",
            field=models.PositiveIntegerField(default=0, help_text="of the decided ones"),
        ),
        migrations.AddConstraint(
            model_name="groupfigures",
            constraint=models.CheckConstraint(
                condition=models.Q(("reports_upheld__lte", models.F("reports_decided"))),
                name="group_figures_upheld_are_decided",
            ),
        ),
    ]
