from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("packages_ui", "0045_stored_by_marks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="slip",
            index=models.Index(
                condition=models.Q(("count_after__isnull", False)),
                fields=["printer", "state", "id"],
                name="slip_counted",
            ),
        ),
    ]
