from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("packages_ui", "0047_stored_of_status"),
    ]

    operations = [
        migrations.AddField(
            model_name="printjob",
            name="in_parts",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
