"""What a printer does with ZPL that cannot be drawn here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("packages_ui", "0007_package_codes")]

    operations = [
        migrations.AddField(
            model_name="printer",
            name="unread",
            field=models.CharField(
                choices=[
                    ("send", "Print it and say so"),
                    ("ask", "Ask before it is printed"),
                    ("refuse", "Do not print it"),
                ],
                db_default="send",
                default="send",
                max_length=6,
            ),
        ),
    ]
