from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("packages_ui", "0027_cut_offs"),
    ]

    operations = [
        migrations.AddField(
            model_name="handover",
            name="behind",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="handover",
            name="behind_count",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
