from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("packages_ui", "0046_slip_counted"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="storedpackage",
            index=models.Index(
                fields=["status", "gift", "note", "manual", "id"], name="stored_of_status_by_marks"
            ),
        ),
    ]
