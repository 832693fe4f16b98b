"""Messages about PCs that print by the agent: to the person at the PC, and on the page of stations."""

from packages_ui.messages.message import define

NEEDS_NAME = define("agents.needs_name", "Give the PC a name, such as Desk 3.")
NAME_TAKEN = define(
    "agents.name_taken",
    "There is a PC of this name already. Choose another name, or revoke it first.",
)
TOO_MANY_CODES = define(
    "agents.too_many_codes", "Too many wrong codes. Nothing was paired; try again in ten minutes."
)
WRONG_CODE = define(
    "agents.wrong_code", "This code is wrong or too old. Make a new one on the page Stations."
)
CODE_USED = define("agents.code_used", "This code has just been used. Make a new one on the page Stations.")
TOKEN_MOVED = define("agents.token_moved", "Its token was used on another PC, or with another journal.")
NOT_THIS_PC = define(
    "agents.not_this_pc", "This PC is not the one that was paired. Pair it by a code of its own."
)
JOURNAL_OLDER = define(
    "agents.journal_older", "Its journal is older than what it printed. Revoke it and pair the PC again."
)
PAIR_AGAIN = define(
    "agents.pair_again", "The journal of this PC is older than what was printed. Pair this PC again."
)
TWO_AGENTS = define("agents.two_agents", "Two agents use the token of this PC. Stop one of them.")
SUPERSEDED = define(
    "agents.superseded", "Another agent has started with the token of this PC. This one has stopped."
)
NOT_SEEN = define(
    "agents.not_seen", "It was not moved: {pc} does not see it. Connect it there, then move it again."
)
NO_PAGES = define("agents.no_pages", "It was not moved: on Windows, pages print from the browser.")
THERE_ALREADY = define(
    "agents.there_already", "It was not moved: on that PC it is {printer} already. Delete one of the two."
)
