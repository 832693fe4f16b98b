"""What a test that commits leaves behind: nothing."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType

from packages_ui.models import Act, RejectReason
from tests.emptied import Prepared
from tests.services.batch_makers import batch_of, person

KEPT = {ContentType, Group, Permission, RejectReason}


@pytest.mark.django_db(transaction=True)
def test_it_restores_what_a_new_database_holds() -> None:
    new = Prepared.as_it_stands()
    person().user_permissions.set(Permission.objects.all())
    batch_of("PK-1", "PK-2")
    Group.objects.get(name="Packers").permissions.clear()
    Group.objects.filter(name="Leads").update(name="Heads")
    Permission.objects.filter(codename="add_act").delete()
    ContentType.objects.get_for_model(Act).delete()
    RejectReason.objects.all().delete()

    new.restore()

    assert Prepared.as_it_stands() == new
    assert new.kept.keys() >= {model._meta.db_table for model in KEPT}
    assert User._meta.db_table in set(new.tables) - new.kept.keys()
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", [1, 2])
def test_it_begins_each_time_with_a_new_database(_again: int) -> None:
    assert Group.objects.get(name="Packers").permissions.exists()
    assert not User.objects.exists()
    User.objects.create_user("packer")
    Group.objects.all().delete()
