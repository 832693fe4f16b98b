from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("packages_ui", "0043_desk_codes"),
    ]

    operations = [
        migrations.AddField(
            model_name="invoice",
            name="without_because",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="invoice",
            name="is_ahead",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
