"""What printers say of themselves, and what goes wrong on the way to them."""

from packages_ui.messages.message import define, define_plural

PRINTER_ERROR = define(
    "printers.error",
    "The printer did not take the label. It is not known whether it was printed. Check the printer before "
    "you print it again.",
)
NOT_CONNECTED = define(
    "printers.not_connected",
    "The printer could not be reached. Nothing was sent to it. Check that it is switched on and on the "
    "network, then print again.",
)
AGENT_AWAY = define(
    "printers.agent_away",
    "The print agent on this printer's PC is offline. Nothing was sent to it. Labels wait. Check that "
    "the PC is on and connected.",
)
NOT_ALLOWED = define(
    "printers.not_allowed",
    "The printer's address is not allowed. Nothing was sent to it. Ask an administrator to correct it.",
)
NOT_TRUSTED = define(
    "printers.not_trusted",
    "The printer could not prove that it is the right one. Nothing was sent to it. Ask an administrator to "
    "compare and confirm its certificate.",
)
NOT_TAKEN = define(
    "printers.not_taken",
    "The printer takes no labels at the moment. Nothing was printed. Print again when it is free.",
)
REFUSED = define(
    "printers.refused",
    "The printer refused the label. Nothing was printed. Ask an administrator to check the printer's "
    "settings, then print again.",
)
SEND_BROKEN = define(
    "printers.send_broken",
    "The connection to the printer broke while a label was sent. It is not known whether the label was "
    "printed. Check the printer and say whether it printed.",
)
NO_ANSWER = define(
    "printers.no_answer",
    "The printer did not answer a question. Nothing was printed by asking. If this goes on, switch the "
    "printer off and on.",
)
PRINTER_SAID = define("printers.said", "The printer's message: “{words}”.")
HTTP_BAD_REQUEST = define(
    "printers.http_bad_request",
    "Bad request; a CUPS server may not know itself by this name (ServerAlias).",
)
HTTP_PASSWORD = define("printers.http_password", "It wants a password, which is not supported.")
HTTP_FORBIDDEN = define("printers.http_forbidden", "It is not open to this machine.")
HTTP_NO_PRINTER = define("printers.http_no_printer", "It has no printer under this address.")
HTTP_NOT_SECURE = define("printers.http_not_secure", "It wants a secured connection: use ipps://.")

HEAD_OPEN = define("printers.head_open", "The printer has its head open: close it.")
PAPER_OUT = define("printers.paper_out", "The printer is out of paper: put in a new roll.")
RIBBON_OUT = define("printers.ribbon_out", "The printer is out of ribbon: put in a new ribbon.")
TOO_HOT = define("printers.too_hot", "The printer is too hot: let it cool down.")
PAUSED_AT_PRINTER = define("printers.paused_at_printer", "The printer is paused: press its pause button.")
HOLDS = define_plural("printers.holds", "It still holds {count} label.", "It still holds {count} labels.")

CUTTER_FAULT = define("printers.cutter_fault", "The printer reports a fault of its cutter: check it.")
HEAD_BROKEN = define(
    "printers.head_broken", "The printer reports a broken element of its print head: check it."
)
HEAD_MISSING = define("printers.head_missing", "The printer does not find its print head: check it.")
FIRMWARE_FAULT = define("printers.firmware_fault", "The printer's firmware is not set up: check it.")
SENSOR_BROKEN = define(
    "printers.sensor_broken", "The printer reports a broken sensor of its print head: check it."
)
PAPER_JAM = define("printers.paper_jam", "Paper is jammed in the printer: take it out.")
PRESENTER_STOPPED = define("printers.presenter_stopped", "The printer's presenter does not run: check it.")
NO_FEED = define("printers.no_feed", "The printer cannot feed its paper: check it.")
PATH_BLOCKED = define("printers.path_blocked", "The printer's paper path is blocked: check it.")
NO_RETRACT = define("printers.no_retract", "The printer cannot retract its paper: check it.")
NOT_CALIBRATED = define(
    "printers.not_calibrated", "The printer has not measured the marks of its paper: calibrate it."
)
MARK_NOT_FOUND = define(
    "printers.mark_not_found", "The printer does not find the marks of its paper: check it."
)
UNKNOWN_FAULT = define("printers.unknown_fault", "The printer reports an error: check it.")

COVER_OPEN = define("printers.cover_open", "The printer is open: close it.")
TRAY_MISSING = define("printers.tray_missing", "The printer's paper tray is missing: put it in.")
INK_OUT = define("printers.ink_out", "The printer is out of ribbon or ink: put in a new one.")
TONER_OUT = define("printers.toner_out", "The printer is out of toner: put in a new cartridge.")
WASTE_FULL = define("printers.waste_full", "The printer's waste container is full: empty it.")
OUTPUT_FULL = define("printers.output_full", "The printer's output is full: take the labels out.")
CUTTER_STOPPED = define("printers.cutter_stopped", "The printer's cutter does not work: check it.")
SERVER_CANNOT_REACH = define(
    "printers.server_cannot_reach",
    "The print server does not reach the printer: check that it is switched on.",
)
SERVER_NO_ANSWER = define(
    "printers.server_no_answer",
    "The print server gets no answer from the printer: check that it is switched on.",
)
OFFLINE = define("printers.offline", "The printer is offline: check that it is switched on.")
SHUT_DOWN = define("printers.shut_down", "The printer is shut down: switch it on.")
SPOOL_FULL = define(
    "printers.spool_full", "The printer has no room for more labels: wait until it has printed some."
)
PAUSED = define("printers.paused", "The printer is paused: resume it.")
STOPPING = define("printers.stopping", "The printer is stopping: start it again.")
PARTLY_STOPPED = define("printers.partly_stopped", "A part of the printer is stopped: check it.")
STOPPED = define("printers.stopped", "The printer is stopped: check it and start it again.")
NAMED_ERROR = define("printers.named_error", "The printer reports an error ({name}): check it.")
NOT_ACCEPTING = define("printers.not_accepting", "The printer takes no labels now: let it accept jobs again.")

JOB_CANCELLED = define("printers.job_cancelled", "It was cancelled.")
JOB_CANCELLED_BY_OPERATOR = define("printers.job_cancelled_by_operator", "An operator cancelled it.")
JOB_CANCELLED_AT_DEVICE = define("printers.job_cancelled_at_device", "It was cancelled at the printer.")
JOB_GIVEN_UP = define("printers.job_given_up", "The printer gave up.")
JOB_UNREADABLE = define("printers.job_unreadable", "The printer could not read it.")
JOB_WRONG_KIND = define("printers.job_wrong_kind", "The printer cannot print this kind of file.")
JOB_UNPRINTABLE = define("printers.job_unprintable", "The printer cannot print this file.")
JOB_WITH_ERRORS = define("printers.job_with_errors", "There were errors while it was printed.")
JOB_HELD = define("printers.job_held", "It is on hold.")
JOB_PRINTER_STOPPED = define("printers.job_printer_stopped", "The printer is stopped.")
JOB_PRINTER_PARTLY_STOPPED = define("printers.job_printer_partly_stopped", "The printer is partly stopped.")
JOB_WANTS_MEDIA = define(
    "printers.job_wants_media", "The printer lacks what it needs, such as the right paper."
)
JOB_WAITS_FOR_PAPER = define("printers.job_waits_for_paper", "The printer waits for paper.")
JOB_INTERRUPTED = define("printers.job_interrupted", "It did not arrive whole.")
JOB_OTHER_REASON = define("printers.job_other_reason", "Reason: {name}.")

ADDRESS_NOT_IPP = define("printers.address_not_ipp", "Begin the address with ipp:// or ipps://.")
ADDRESS_OTHER_SERVICE = define(
    "printers.address_other_service", "Port {port} belongs to another service, not to a printer."
)
ADDRESS_IPP_PORT = define(
    "printers.address_ipp_port", "Port {port} belongs to another service; IPP printers use {usual}."
)
ADDRESS_RAW_PORT = define(
    "printers.address_raw_port", "Port {port} belongs to another service; label printers use {usual}."
)
ADDRESS_PATH = define(
    "printers.address_path", "The part of the address after the host has characters that are not allowed."
)
ADDRESS_ONLY_HOST = define(
    "printers.address_only_host", "Write only the host and the port, such as 192.0.2.7:9100."
)
ADDRESS_ENDS = define("printers.address_ends", "An address of this kind ends after the port.")
ADDRESS_TOO_LONG = define("printers.address_too_long", "The address is longer than {most} characters.")
ADDRESS_SPACES = define("printers.address_spaces", "The address has spaces or invisible characters in it.")
ADDRESS_MALFORMED = define("printers.address_malformed", "The host in the address is malformed.")
ADDRESS_USER = define("printers.address_user", "Leave the user and the password out of the address.")
ADDRESS_QUERY = define("printers.address_query", "Leave out what begins with ? or #.")
ADDRESS_NO_HOST = define("printers.address_no_host", "The address has no host.")
ADDRESS_HOST = define("printers.address_host", "“{host}” is not a host name.")
ADDRESS_IP = define("printers.address_ip", "“{host}” is not an IP address.")
ADDRESS_PORT = define("printers.address_port", "The port is not a number from 1 to 65535.")
NAME_NOT_FOUND = define("printers.name_not_found", "The name “{host}” was not found on the network.")
LEADS_TO_MANY = define(
    "printers.leads_to_many", "The address leads to {address}: that is not the address of one machine."
)
LEADS_TO_CLOUD = define(
    "printers.leads_to_cloud", "The address leads to {address}: that is a service of the cloud."
)
LEADS_HERE = define("printers.leads_here", "The address leads to {address}: that is this machine itself.")
LEADS_LINK_LOCAL = define(
    "printers.leads_link_local", "The address leads to {address}: link-local addresses are not allowed."
)
