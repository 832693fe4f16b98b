"""What happens to packages: actions, their refusals and results, status changes, the list, the history."""

from packages_ui.messages.message import define, define_plural

GONE = define(
    "packages.gone",
    "Seller Center lists no package {number}. It may have been cancelled or emptied. "
    "Nothing was changed; search for its order.",
)

PREPARING = define("packages.preparing", "Preparing")
READY_TO_SHIP = define("packages.ready_to_ship", "Ready to Ship")
SHIPPED = define("packages.shipped", "Shipped")
DELIVERED = define("packages.delivered", "Delivered")
DELIVERY_FAILED = define("packages.delivery_failed", "Delivery Failed")
OTHER_STATUS = define("packages.other_status", "Status {status}")
NO_STATUS = define("packages.no_status", "No status")

BUSY = define(
    "packages.busy",
    "Somebody else is changing package {number}. Nothing was changed; try again in a few seconds.",
)
CHANGED_SINCE = define(
    "packages.changed_since",
    "Package {number} has changed since you opened it. Nothing was sent. Check what is new and decide again.",
)
NO_CHANGE_NEEDED = define("packages.no_change_needed", "(No change was needed.)")
CONFIRMED_LATER = define(
    "packages.confirmed_later", "(The response was lost; reading the package again confirmed it.)"
)
STATE_UNKNOWN = define(
    "packages.state_unknown",
    "The response was lost and Seller Center cannot be reached: it is not known whether package {number} "
    "has changed. Check it before you try again.",
)
UNCHANGED = define(
    "packages.unchanged",
    "The response was lost. Package {number} was read again and has not changed. "
    "Check it once more in a moment, then try again.",
)
CHANGED_OTHERWISE = define(
    "packages.changed_otherwise",
    "The response was lost. Package {number} has changed, but not as requested. "
    "Check it before you try again.",
)
NOT_READ_AGAIN = define(
    "packages.not_read_again", "Seller Center cannot be reached just now: reload to see the package."
)

ONLY_PREPARING = define("packages.only_preparing", "Only possible while the package is in Preparing.")
NOTHING_TO_REJECT = define("packages.nothing_to_reject", "The package has no items to reject.")
NO_RESERVATIONS = define("packages.no_reservations", "No item of this package has reserved stock.")

UPDATED = define("packages.updated", "Package {number} was updated.")
IS_NOW = define("packages.is_now", "Package {number} is {status}.")
NO_FIELD_CHANGED = define("packages.no_field_changed", "No field was changed.")
STALE_NUMBER = define("packages.stale_number", "The tracking or waybill number has changed.")

SPLIT = define("packages.split", "Package {number} was split.")
PART_WITHOUT_ITEMS = define("packages.part_without_items", "Choose at least one item for each new package.")
ITEM_TWICE = define("packages.item_twice", "An item can go into one new package only.")
NOT_IN_PACKAGE = define("packages.not_in_package", "Not in the package any more: {items}.")
ONE_MUST_STAY = define("packages.one_must_stay", "At least one item must stay in the package.")
NEW_NOT_FOUND = define(
    "packages.new_not_found", "The new packages are not listed yet: search for the order in a moment."
)
STALE_SPLIT = define("packages.stale_split", "Items have left the package.")

REJECTED = define_plural(
    "packages.rejected",
    "Package {number}: {count} item rejected.",
    "Package {number}: {count} items rejected.",
)
NO_ITEMS_CHOSEN = define("packages.no_items_chosen", "Choose at least one item to reject.")
NO_REASON = define("packages.no_reason", "Say why the items are rejected.")
STALE_REJECTED = define("packages.stale_rejected", "Items were rejected.")

RELEASED = define("packages.released", "The stock of item {item} was released.")
NOT_RESERVED = define("packages.not_reserved", "Item {item} has no reserved stock.")
ALL_RELEASED = define_plural(
    "packages.all_released",
    "Package {number}: {count} reservation released.",
    "Package {number}: {count} reservations released.",
)
SOME_RELEASED = define("packages.some_released", "Package {number}: {done} of {total} reservations released.")

METHOD_CHANGED = define("packages.method_changed", "Package {number}: shipping method changed to {method}.")
CHOOSE_METHOD = define("packages.choose_method", "Choose a shipping method.")
SAME_METHOD = define("packages.same_method", "The package already has the shipping method {method}.")
STALE_METHOD = define("packages.stale_method", "The shipping method has changed.")

AS_YOU_SAW = define("packages.as_you_saw", "as you saw it")
HAS_CHANGED = define("packages.has_changed", "changed")
EMPTY = define("packages.empty", "empty")

SEND_FAILED = define(
    "packages.send_failed",
    "An unexpected error stopped this update. It is tried again; if it continues, tell an administrator.",
)
ALREADY = define("packages.already", "Package {number} is already {status}.")
WRONG_STATUS = define(
    "packages.wrong_status", "Seller Center shows package {number} as {status}, not {expected}."
)
OTHER_CONTENTS = define("packages.other_contents", "Package {number} is not what was packed.")
OPEN_BOX = define("packages.open_box", "Open the box and check.")
ITEMS_ADDED = define("packages.items_added", "Added since: {items}.")
ITEMS_REMOVED = define("packages.items_removed", "No longer in it: {items}.")
OTHER_WAYBILL = define(
    "packages.other_waybill",
    "Package {number} is already {status}, with waybill number {now} instead of {wanted}.",
)
OTHER_TRACKING = define(
    "packages.other_tracking",
    "Package {number} is already {status}, with tracking number {now} instead of {wanted}.",
)
CHANGE_MOVED_ON = define(
    "packages.change_moved_on",
    "The update of package {number} to {status} has moved on. Nothing was changed; check the lists again.",
)
CHANGE_SENT_AGAIN = define(
    "packages.change_sent_again", "The update of package {number} to {status} is sent once more."
)
CHANGE_WITHDRAWN = define(
    "packages.change_withdrawn",
    "The update of package {number} to {status} was withdrawn. Seller Center was not changed.",
)

LABEL_CHANGED_SINCE = define(
    "packages.label_changed_since", "The package has changed since its label was made."
)
LABEL_MEANWHILE_CHANGED = define(
    "packages.label_meanwhile_changed",
    "The package changed while its label was fetched. It is fetched again later.",
)

# --- the boxes of one order: {where} is one of those below it
BOX_OF = define("packages.box_of", "Box {position} of {total} of this order.")
BOX_ELSEWHERE = define("packages.box_elsewhere", "{number}: {where}.")
BOX_OPEN_AT = define("packages.box_open_at", "being packed at {station}")
BOX_SET_ASIDE = define("packages.box_set_aside", "set aside")
BOX_PACKED_AT = define("packages.box_packed_at", "packed at {station}")
BOX_PACKED = define("packages.box_packed", "packed")
BOX_ON_LIST = define("packages.box_on_list", "on a handover list")
BOX_NOT_PACKED = define("packages.box_not_packed", "not packed yet")
