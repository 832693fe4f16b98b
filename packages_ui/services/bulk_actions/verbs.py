"""What can be done to many packages at once, in one table: what a new one needs besides its service. Button,
page, permission, progress and the repeating of what failed follow from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import uuid4

from packages_ui.messages import bulk as words
from packages_ui.messages import invoices, marks
from packages_ui.messages.message import Message
from packages_ui.models import Act, StoredPackage
from packages_ui.models.package_mark import MOST_OF_TAG
from packages_ui.services.bulk_actions import mark, ready
from packages_ui.services.bulk_actions.on_package import carry_out_once, refusals
from packages_ui.services.invoices import many
from packages_ui.services.marks.hold import hold, hold_of, holds_of, release
from packages_ui.services.marks.stops import sentence_of
from packages_ui.services.packages.action import PackageAction
from packages_ui.services.packages.shipping_method import ChangeShippingMethodAction, shipping_methods

Stored = Sequence[StoredPackage]
AT_ONCE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ForOne:
    """The action on one package. `value` is what a person chose or typed, `shown` how it is read. `seen` is
    the package's `updated_at` as the person saw it. `is_resumed`: begun before by a worker that died, so it
    may be done already."""

    user_id: int | None
    number: str
    seen: datetime | None
    value: str
    shown: str
    is_resumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What the action has to be given. `choices` are values with their words, and may raise a
    SellerCenterError; without them it is a text of at most `most` characters."""

    label: Message
    choices: Callable[[], Sequence[tuple[str, str]]] | None = None
    most: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkVerb:
    """`name` stands in rows and addresses, `audit` in the audit, `permission` is that of the single action.

    `refusals(packages, value, shown)`: why it cannot be done, by package number, to those of the stored
    packages (with `number`, `status`, `updated_at` and `content`) that it cannot be done to.
    `act` does it to one package and says what is true then. It raises a ServiceError, or a SellerCenterError
    where nothing was changed. Called twice for a package (`is_resumed`) it must do it once. `at_once`: to how
    many packages, 1 where their order matters; then `prepare(numbers)` does for `together` packages, before
    the first of them, what needs no order, and says of which of them it failed, and why. `undone_by`: the
    verb that takes it back, with the same value where it has one.
    """

    name: str
    audit: Act.Verb
    permission: str
    title: Message
    icon: str
    act: Callable[[ForOne], Message]
    refusals: Callable[[Stored, str, str], Mapping[str, Message]]
    value: Value | None = None
    needs_seller_center: bool = True
    at_once: int = AT_ONCE
    together: int = 1
    prepare: Callable[[Sequence[str]], Mapping[str, Message]] | None = None
    undone_by: str = ""


def _method(number: str, value: str, shown: str) -> PackageAction:
    return ChangeShippingMethodAction(number=number, shipping_method=value, name=shown)


def _methods() -> list[tuple[str, str]]:
    return sorted(((one.id, one.name) for one in shipping_methods() if one.name), key=lambda one: one[1])


def _act(make: Callable[[str, str, str], PackageAction], one: ForOne) -> Message:
    action = make(one.number, one.value, one.shown)
    return carry_out_once(user_id=one.user_id, seen=one.seen, action=action, is_resumed=one.is_resumed)


def _make_ready(one: ForOne) -> Message:
    return ready.make_ready(number=one.number, user_id=one.user_id, seen=one.seen, is_resumed=one.is_resumed)


def _hold(one: ForOne) -> Message:
    stop = hold_of(number=one.number) if one.is_resumed else None
    if stop and (stop.by_id, stop.because) == (one.user_id, " ".join(one.value.split())):
        return marks.NOW_HELD(number=one.number)
    return hold(number=one.number, because=one.value, user_id=one.user_id)


def _release(one: ForOne) -> Message:
    if one.is_resumed and hold_of(number=one.number) is None:
        return marks.RELEASED(number=one.number)
    return release(number=one.number, user_id=one.user_id)


def _held(packages: Stored, _value: str, _shown: str) -> Mapping[str, Message]:
    stops = holds_of(numbers=[row.number for row in packages])
    return {number: sentence_of(stop) for number, stop in stops.items()}


def _not_held(packages: Stored, _value: str, _shown: str) -> Mapping[str, Message]:
    stops = holds_of(numbers=[row.number for row in packages])
    return {row.number: marks.NO_HOLD(number=row.number) for row in packages if row.number not in stops}


def _write_note(one: ForOne) -> Message:
    return mark.write_note(number=one.number, note=one.value, user_id=one.user_id, is_resumed=one.is_resumed)


def _add_tag(one: ForOne) -> Message:
    return mark.add_tag(number=one.number, tag=one.value, user_id=one.user_id, is_resumed=one.is_resumed)


def _remove_tag(one: ForOne) -> Message:
    return mark.remove_tag(number=one.number, tag=one.value, user_id=one.user_id, is_resumed=one.is_resumed)


def _assign(one: ForOne) -> Message:
    return mark.assign(number=one.number, value=one.value, user_id=one.user_id)


def _print_invoice(one: ForOne) -> Message:
    return many.print_for(
        number=one.number,
        printer=one.value,
        user_id=one.user_id,
        key=uuid4().hex,
        is_resumed=one.is_resumed,
    )


VERBS: dict[str, BulkVerb] = {
    verb.name: verb
    for verb in (
        BulkVerb(
            name="shipping_method",
            audit=Act.Verb.CHANGE_SHIPPING_METHOD,
            permission="change_shipping_method",
            title=words.CHANGE_METHOD(),
            icon="truck",
            value=Value(label=words.METHOD(), choices=_methods),
            act=partial(_act, _method),
            refusals=partial(refusals, _method),
        ),
        BulkVerb(
            name="ready_to_ship",
            audit=Act.Verb.UPDATE,
            permission="update_package",
            title=words.READY_TO_SHIP(),
            icon="circle-check",
            act=_make_ready,
            refusals=ready.not_ready,
        ),
        BulkVerb(
            name="print_invoices",
            audit=Act.Verb.PRINT_INVOICE,
            permission="print_labels",
            title=invoices.PRINT_MANY(),
            icon="file-text",
            value=Value(label=invoices.WHERE(), choices=many.printers),
            act=_print_invoice,
            refusals=many.refusals,
            needs_seller_center=False,
            at_once=1,
            together=many.TOGETHER,
            prepare=many.fetch_together,
        ),
        BulkVerb(
            name="hold",
            audit=Act.Verb.HOLD,
            permission="hold_package",
            title=marks.HOLD(),
            icon="hand-stop",
            value=Value(label=marks.REASON()),
            undone_by="release_hold",
            act=_hold,
            refusals=_held,
            needs_seller_center=False,
        ),
        BulkVerb(
            name="release_hold",
            audit=Act.Verb.LET_GO,
            permission="hold_package",
            title=marks.RELEASE(),
            icon="lock-open",
            act=_release,
            refusals=_not_held,
            needs_seller_center=False,
        ),
        BulkVerb(
            name="write_note",
            audit=Act.Verb.MARK,
            permission="update_package",
            title=marks.WRITE_NOTE(),
            icon="note",
            value=Value(label=marks.NOTE()),
            act=_write_note,
            refusals=mark.not_noted,
            needs_seller_center=False,
        ),
        BulkVerb(
            name="add_tag",
            audit=Act.Verb.MARK,
            permission="update_package",
            title=marks.ADD_TAG(),
            icon="plus",
            value=Value(label=marks.TAG(), most=MOST_OF_TAG),
            undone_by="remove_tag",
            act=_add_tag,
            refusals=mark.not_tagged,
            needs_seller_center=False,
        ),
        BulkVerb(
            name="remove_tag",
            audit=Act.Verb.MARK,
            permission="update_package",
            title=marks.REMOVE_TAG(),
            icon="x",
            value=Value(label=marks.TAG(), most=MOST_OF_TAG),
            undone_by="add_tag",
            act=_remove_tag,
            refusals=mark.not_untagged,
            needs_seller_center=False,
        ),
        BulkVerb(
            name="assign",
            audit=Act.Verb.MARK,
            permission="update_package",
            title=marks.ASSIGN(),
            icon="user",
            value=Value(label=marks.ASSIGN_TO(), choices=mark.whom),
            act=_assign,
            refusals=mark.not_assigned,
            needs_seller_center=False,
        ),
    )
}
