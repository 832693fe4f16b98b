"""What the overview says: what waits for a person, and whether the work will make its pickup."""

from packages_ui.messages.message import define, define_plural

ANSWERS = define_plural("overview.answers", "{count} label needs an answer", "{count} labels need an answer")
FAILED = define_plural("overview.failed", "{count} label failed", "{count} labels failed")
CONFLICTS = define_plural(
    "overview.conflicts", "{count} status update needs a decision", "{count} status updates need a decision"
)
ASIDE = define_plural("overview.aside", "{count} package is set aside", "{count} packages are set aside")
PRINTERS = define_plural(
    "overview.printers", "{count} printer needs somebody", "{count} printers need somebody"
)

CUT_OFF_GONE = define("overview.cut_off_gone", "This cut-off time was deleted meanwhile. Nothing was saved.")
CUT_OFF_THERE = define(
    "overview.cut_off_there", "{carrier} has a cut-off time at {time} already. Nothing was saved."
)

NOTHING_LEFT = define("overview.nothing_left", "Nothing left to pack for it")
NOBODY_PACKS = define_plural(
    "overview.nobody_packs",
    "Nothing was packed in the last hour; {count} package is left",
    "Nothing was packed in the last hour; {count} packages are left",
)
IN_TIME = define_plural(
    "overview.in_time",
    "In time: {count} package left at {speed} an hour, done about {time}",
    "In time: {count} packages left at {speed} an hour, done about {time}",
)
TOO_SLOW = define_plural(
    "overview.too_slow",
    "Too slow: {count} package left at {speed} an hour, {short} will miss it",
    "Too slow: {count} packages left at {speed} an hour, {short} will miss it",
)
