from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("packages_ui", "0025_bulk_action"),
    ]

    operations = [
        migrations.AddField(
            model_name="labelbatch",
            name="order",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "as ticked"),
                    ("carrier", "by shipping company"),
                    ("product", "by product"),
                    ("number", "by number"),
                    ("reversed", "reversed"),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
    ]
