"""The reasons that a new installation begins with."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REASONS = ("Unsupplied", "Damaged", "Wrong price", "Cannot be shipped")


def add_reasons(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 - Django's call
    reason = apps.get_model("packages_ui", "RejectReason")
    reason.objects.bulk_create(
        reason(text=text, position=position) for position, text in enumerate(REASONS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("packages_ui", "0001_initial")]
    operations = [migrations.RunPython(add_reasons, migrations.RunPython.noop)]
