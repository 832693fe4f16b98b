"""What every topic says: whether anything changed, and what to do next."""

from packages_ui.messages.message import define

NOTHING_CHANGED = define("common.nothing_changed", "Nothing was changed.")
NOTHING_SENT = define("common.nothing_sent", "Nothing was sent.")
TRY_AGAIN = define("common.try_again", "Try again in a moment.")
TRY_AGAIN_OR_TELL = define(
    "common.try_again_or_tell", "Try again in a moment. If it continues, tell an administrator."
)
PRINTER_GONE = define(
    "common.printer_gone", "This printer was deleted. Nothing was changed; choose another one."
)
SOMEBODY_GONE = define("common.somebody_gone", "a former user")

AGE_DAYS = define("common.age_days", "{days} d")
AGE_DAYS_HOURS = define("common.age_days_hours", "{days} d {hours} h")
AGE_HOURS = define("common.age_hours", "{hours} h")
AGE_HOURS_MINUTES = define("common.age_hours_minutes", "{hours} h {minutes} min")
AGE_MINUTES = define("common.age_minutes", "{minutes} min")
DISK_REFUSED = define("common.disk_refused", "the disk refused it")
SINGLE_ITEM = define("common.single_item", "A package with a single item cannot be split.")
