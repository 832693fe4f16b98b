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
