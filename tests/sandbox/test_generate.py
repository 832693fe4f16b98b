from collections import Counter
from datetime import UTC, datetime

from packages_ui.sandbox.app import FIXED_TIME, Sandbox
from packages_ui.sandbox.label import DRAWN, kind_of
from packages_ui.sandbox.label_facts import facts_of


def test_it_gives_the_same_data_for_the_same_seed() -> None:
    one, two, other = Sandbox(seed=7), Sandbox(seed=7), Sandbox(seed=8)
    assert one.packages == two.packages
    assert one.packages != other.packages


def test_it_gives_the_same_labels_for_the_same_seed() -> None:
    one, two = Sandbox(packages=120), Sandbox(packages=120)
    for number, record in one.packages.items():
        kind = kind_of(record)
        if kind in DRAWN:
            assert DRAWN[kind](facts_of(record)) == DRAWN[kind](facts_of(two.packages[number]))


def test_it_starts_again_on_reset(sandbox: Sandbox) -> None:
    before = dict(sandbox.packages)
    sandbox.packages.popitem()
    sandbox.calls["PKG101"] = 5
    sandbox.reset()
    assert sandbox.packages == before
    assert not sandbox.calls


def test_it_holds_every_status_and_some_unknown_ones(sandbox: Sandbox) -> None:
    statuses = Counter(record.status for record in sandbox.packages.values())
    assert {2, 3, 4, 5, 6} < set(statuses)
    assert set(statuses) - {2, 3, 4, 5, 6}
    assert {status for status, _ in statuses.most_common(2)} == {2, 3}


def test_it_holds_what_the_screens_must_bear(sandbox: Sandbox) -> None:
    bodies = [record.body for record in sandbox.packages.values()]
    names = " ".join(str((body.get("shipping_address") or {}).get("first_name")) for body in bodies)
    assert all(letter in names for letter in "ğüşıöçİ")
    assert all(text in names for text in ("<script>", "=HYPERLINK", "^XZ", "محمد"))
    assert any(body.get("gift_box_note") for body in bodies)
    assert any("billing_address" not in body for body in bodies)
    assert any(body["shipping_address"] is None for body in bodies)
    assert any(isinstance(body["amount"], str) for body in bodies)
    assert max(len(record.items) for record in sandbox.packages.values()) > 12


def test_it_begins_with_the_number_of_the_document(sandbox: Sandbox) -> None:
    assert next(iter(sandbox.packages)) == "2595053219311870"
    assert {len(number) for number in sandbox.packages} == {16}
    assert max(len(numbers) for numbers in sandbox.orders.values()) > 1


def test_it_holds_every_kind_of_label(sandbox: Sandbox) -> None:
    kinds = {kind_of(record) for record in sandbox.packages.values()}
    assert kinds == {*DRAWN, "manual-entry", "not-ready"}


def test_it_spreads_ages_before_its_clock() -> None:
    now = datetime(2025, 5, 22, 11, 19, tzinfo=UTC)
    bodies = [record.body for record in Sandbox(clock=lambda: now).packages.values()]
    created = [body["created_at"] for body in bodies]
    assert created == sorted(created)
    assert created[0] < "2025-05-01"
    assert "2025-05-22T11:00" < created[-1] < "2025-05-22T11:19"
    assert max(body["updated_at"] for body in bodies) < FIXED_TIME.isoformat()
