from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("packages_ui", "0041_stored_by_urgency"),
    ]

    operations = [
        migrations.AlterField(
            model_name="station",
            name="invoices",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Do not print"),
                    ("any", "Print when there is one"),
                    ("needed", "Print always"),
                ],
                db_default="",
                default="",
                max_length=6,
            ),
        ),
    ]
