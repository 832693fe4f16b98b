from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("packages_ui", "0044_invoice_ahead"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="storedpackage",
            index=models.Index(fields=["gift", "note", "manual", "id"], name="stored_by_marks"),
        ),
    ]
