"""Messages about packages that must not leave, and about our own marks on packages."""

from packages_ui.messages.message import define, define_plural

ON_HOLD = define("marks.on_hold", "On hold")
CANCELLED_NOW = define("marks.cancelled_now", "Cancelled by the customer")
CHANGED_ELSEWHERE = define("marks.changed_elsewhere", "Changed at Seller Center")
HELD = define("marks.held", "Package {number} is on hold by {who}: “{because}”.")
CANCELLED = define("marks.cancelled", "The customer cancels package {number}. It must not leave.")
CANCELLED_BECAUSE = define(
    "marks.cancelled_because", "The customer cancels package {number}: “{because}”. It must not leave."
)
RELEASE_FIRST = define(
    "marks.release_first", "It is neither printed nor packed until a lead releases it on its page."
)
SET_ASIDE_HELD = define("marks.set_aside_held", "Set it aside. A lead releases it on its page.")
SET_ASIDE_CANCELLED = define(
    "marks.set_aside_cancelled",
    "Set it aside and tell a lead. It continues by itself if the claim is closed in Seller Center.",
)
NOT_COUNTED = define("marks.not_counted", "This scan was not counted.")
NOW_HELD = define("marks.now_held", "Package {number} is on hold.")
ALREADY_HELD = define("marks.already_held", "Package {number} was already on hold by {who}: “{because}”.")
RELEASED = define("marks.released", "Package {number} is released.")
NOT_HELD = define("marks.not_held", "Package {number} is not on hold any more. Nothing was changed.")
REASON_MISSING = define("marks.reason_missing", "Enter a reason. Nothing was changed.")
SOMEBODY = define("marks.somebody", "somebody")
HOLD_NOTED = define("marks.hold_noted", "Put on hold: “{because}”.")
RELEASE_NOTED = define("marks.release_noted", "Released. It was on hold: “{because}”.")
CANCELS = define_plural(
    "marks.cancels",
    "{count} package is cancelled by its customer",
    "{count} packages are cancelled by their customers",
)
CLAIMS_KNOWN = define("marks.claims_known", "Cancellations are up to date")
CLAIMS_UNKNOWN = define_plural(
    "marks.claims_unknown",
    "Cancellations have not been known for {count} minute: Seller Center does not answer",
    "Cancellations have not been known for {count} minutes: Seller Center does not answer",
)
HOLDS = define_plural("marks.holds", "{count} package is on hold", "{count} packages are on hold")
LEFT_PREPARING = define(
    "marks.left_preparing", "Package {number} was changed at Seller Center meanwhile: {status}."
)
TELL_A_LEAD = define("marks.tell_a_lead", "Set it aside and tell a lead.")
NOT_HERE_ANY_MORE = define(
    "marks.not_here_any_more",
    "Package {number} is {status} at Seller Center since its label was requested. Print it anyway?",
)
NO_HOLD = define("marks.no_hold", "Package {number} is not on hold.")
HOLD = define("marks.hold", "Put on hold")
RELEASE = define("marks.release", "Release hold")
REASON = define("marks.reason", "Reason")
NOTE_TOO_LONG = define(
    "marks.note_too_long", "A note has at most {most} characters. Shorten it; nothing was changed."
)
TAG_TOO_LONG = define(
    "marks.tag_too_long", "A tag has at most {most} characters: “{tag}”. Nothing was changed."
)
NO_TAG = define(
    "marks.no_tag", "Enter a tag with letters or digits and without a comma. Nothing was changed."
)
TOO_MANY_TAGS = define(
    "marks.too_many_tags", "Package {number} has {most} tags already. Remove one first; nothing was changed."
)
NO_SUCH_ASSIGNEE = define(
    "marks.no_such_assignee", "There is no such person or station any more. Nothing was changed."
)
MARKS_SAVED = define("marks.marks_saved", "Saved: note, tags and assignment of package {number}.")
MARKS_CHANGED = define(
    "marks.marks_changed", "{who} has changed this meanwhile, so nothing of yours was saved. It says now:"
)
NOTE_NOW = define("marks.note_now", "Note: “{note}”.")
TAGS_NOW = define("marks.tags_now", "Tags: {tags}.")
ASSIGNED_NOW = define("marks.assigned_now", "Assigned to {who}.")
NO_NOTE_NOW = define("marks.no_note_now", "No note.")
NO_TAGS_NOW = define("marks.no_tags_now", "No tags.")
ASSIGNED_TO_NOBODY = define("marks.assigned_to_nobody", "Assigned to nobody.")
TAGGED = define("marks.tagged", "Package {number} has the tag “{tag}”.")
WRITE_NOTE = define("marks.write_note", "Write an internal note")
NOTE = define("marks.note", "Internal note")
NO_NOTE = define("marks.no_note", "Write a note. Nothing was changed.")
HAS_NOTE = define(
    "marks.has_note",
    "Package {number} has an internal note already. Change it on its page; nothing was changed.",
)
HAS_TAG = define("marks.has_tag", "Package {number} has the tag “{tag}” already.")
UNTAGGED = define("marks.untagged", "Package {number} has no tag “{tag}” any more.")
HAS_NO_TAG = define("marks.has_no_tag", "Package {number} has no tag “{tag}”.")
ASSIGNED = define("marks.assigned", "Package {number} is assigned to {who}.")
UNASSIGNED = define("marks.unassigned", "Package {number} is assigned to nobody.")
NOTE_NOTED = define("marks.note_noted", "Internal note changed.")
NOTE_REMOVED = define("marks.note_removed", "Internal note deleted.")
TAGS_NOTED = define("marks.tags_noted", "Tags changed from “{before}” to “{after}”.")
ADD_TAG = define("marks.add_tag", "Add tag")
REMOVE_TAG = define("marks.remove_tag", "Remove tag")
ASSIGN = define("marks.assign", "Assign")
TAG = define("marks.tag", "Tag")
ASSIGN_TO = define("marks.assign_to", "Assign to")
NOBODY = define("marks.nobody", "nobody")
