from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("packages_ui", "0037_package_mark")]

    operations = [
        migrations.AddField(
            model_name="slip",
            name="copies",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="slip",
            name="key",
            field=models.CharField(blank=True, max_length=64, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="slip",
            name="kind",
            field=models.CharField(
                choices=[
                    ("test", "Test page"),
                    ("pairing", "Pairing slip"),
                    ("end", "End slip"),
                    ("document", "Document"),
                    ("product", "Product labels"),
                ],
                max_length=8,
            ),
        ),
    ]
