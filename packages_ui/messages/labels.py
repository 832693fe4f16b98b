"""Why a label cannot be drawn, joined or printed, and what is missing on its paper."""

from packages_ui.messages.message import define, define_plural

# --- limits
EMPTY = define("labels.empty", "The label is empty. Fetch it again. If it stays empty, ask the carrier.")
TOO_LARGE = define(
    "labels.too_large",
    "The label is too large ({size} MB, at most {most} MB). It was not drawn. Ask the carrier for a "
    "smaller one.",
)
NO_PAGES = define(
    "labels.no_pages", "The label has no pages. Fetch it again. If this repeats, ask the carrier."
)
TOO_MANY_PAGES = define(
    "labels.too_many_pages", "The label has {pages} pages; at most {most} are drawn. Download and check it."
)
MORE_PAGES = define("labels.more_pages", "The label has more than {most} pages. Download and check it.")
TOO_MANY_DOTS = define(
    "labels.too_many_dots",
    "The label is a picture of {width} × {height} dots, which is too large to draw. Download and check it.",
)
NO_LABEL_SIZE = define(
    "labels.no_label_size",
    "The label measures {width} × {height} mm, which is not a label size. Download and check it.",
)
NO_SUCH_PAGE = define("labels.no_such_page", "The label has {pages} pages; there is no page {page}.")

# --- what a label is
UNKNOWN_FORMAT = define(
    "labels.unknown_format",
    "What the carrier sent is not a label in a known format. It was kept. Download and check it, or "
    "print our own label.",
)
LINK = define(
    "labels.link",
    "The carrier sent a link instead of a label, and links are not opened. Open it to print it.",
)
NO_ANSWER_LABEL = define(
    "labels.nothing_came",
    "The label is empty: there is nothing to print or to download. Fetch it again. If it stays empty, "
    "ask the carrier, or print our own label.",
)
NOT_READY = define(
    "labels.not_ready",
    "The carrier has not made this label yet. Nothing was printed. It is requested again automatically.",
)
CARRIER_WORDS = define(
    "labels.carrier_words",
    'The carrier sent a message instead of a label: "{words}". Nothing was printed. Correct what it '
    "names and retry, or print our own label.",
)
CARRIER_PAGE = define(
    "labels.carrier_page",
    'The carrier sent an error page instead of a label: "{words}". Nothing was printed. Retry later, or '
    "print our own label.",
)
KEPT = define(
    "labels.kept",
    "Nothing was printed. The original can be downloaded. Ask the carrier, or print our own label.",
)
UNPACKED_TOO_LARGE = define(
    "labels.unpacked_too_large", "Unpacked, the label is larger than {most} MB, so it was not opened further."
)
TOO_MANY_LABELS = define(
    "labels.too_many_labels", "The carrier sent more than {most} labels for one package."
)
TOO_MANY_TEXTS = define(
    "labels.too_many_texts", "The carrier sent more than {most} texts instead of a label."
)
PACK_BROKEN = define(
    "labels.pack_broken", "The label came packed (gzip or zip), and the pack is broken. Retry it."
)
PACK_LOCKED = define(
    "labels.pack_locked",
    "The label came in a zip with a password or of an unusual kind, which is not opened.",
)
TOO_DEEP = define("labels.too_deep", "The label is wrapped more than {most} times, so it was not opened.")
SOME_UNKNOWN = define(
    "labels.some_unknown",
    "{bad} of {count} labels that the carrier sent for this package are in no known format.",
)
STORED_BROKEN = define("labels.stored_broken", "The stored labels are broken. Fetch them again.")
STORED_UNREADABLE = define(
    "labels.stored_unreadable", "The stored label file cannot be read. Fetch the label again."
)
PICTURE_BROKEN = define(
    "labels.picture_broken",
    "The label's picture is broken or cut off. Fetch it again. If this repeats, ask the carrier.",
)
PDF_BROKEN = define(
    "labels.pdf_broken",
    "The label's PDF is broken and cannot be opened. Fetch it again. If this repeats, ask the carrier.",
)
PDF_LOCKED = define(
    "labels.pdf_locked",
    "The label's PDF is locked with a password and cannot be printed. Ask the carrier for one without.",
)
BLANK = define(
    "labels.blank",
    "The label is blank. Fetch it again. If this repeats, ask the carrier or print our own label.",
)

# --- joining and our own label
NOTHING_TO_DRAW = define("labels.nothing_to_draw", "There is no label to draw.")
NOT_DRAWN = define("labels.not_drawn", "Label {number} could not be drawn.")
NOTHING_TO_JOIN = define("labels.nothing_to_join", "There is no label to join. Nothing was written.")
NOT_JOINED = define("labels.not_joined", "Label {number} could not be joined.")
CODE128_LETTERS = define(
    "labels.code128_letters", "A Code 128 barcode holds only plain letters, digits and punctuation."
)
BARCODE_LENGTH = define(
    "labels.barcode_length", "A barcode holds 1 to {most} characters; this text has {length}."
)
NO_BARCODE_POSSIBLE = define("labels.no_barcode_possible", "This text cannot be made into a barcode.")

# --- ZPL and EPL
ZPL_NOT_WHOLE = define(
    "labels.zpl_not_whole",
    "The label's ZPL is incomplete and would swallow the next label. Fetch it again. If this repeats, "
    "ask the carrier.",
)
ZPL_TOO_MANY = define(
    "labels.zpl_too_many", "The label's ZPL has more commands than any label. Download and check it."
)
ZPL_REFUSED = define(
    "labels.zpl_refused",
    "The label's ZPL was not sent: {why}. Download and check it, or print our own label.",
)
ZPL_CANNOT = define("labels.zpl_cannot", "The label's ZPL cannot be drawn: {why}.")
ZPL_RENDERER_BROKE = define("labels.zpl_renderer_broke", "the renderer failed on it")
ZPL_NO_RENDERER = define(
    "labels.zpl_no_renderer",
    "ZPL cannot be drawn here, as the renderer (zplkit) is not installed. Print it on a ZPL printer, or "
    "print our own label.",
)
ZPL_UNDRAWN = define(
    "labels.zpl_undrawn", "The label's ZPL cannot be drawn here, and this printer needs it drawn."
)
TOO_MANY_PIECES = define(
    "labels.too_many_pieces", "The label would print {pieces} pieces of paper. Download and check it."
)
EPL_NO_PREVIEW = define(
    "labels.epl_no_preview",
    "This label is in EPL, the language of older label printers, which cannot be drawn here. Print it on a "
    "label printer that is set to EPL, or print our own label.",
)
EPL_NOT_SPOKEN = define(
    "labels.epl_not_spoken",
    "This label is in EPL, the language of older label printers, and this printer is set to ZPL only. "
    "Nothing was sent. An administrator can set the printer to EPL; else print our own label.",
)
EPL_NOT_WHOLE = define(
    "labels.epl_not_whole",
    "The label's EPL is incomplete and would swallow the next label. Fetch it again. If this repeats, "
    "ask the carrier.",
)
EPL_REFUSED = define(
    "labels.epl_refused",
    "The label's EPL was not sent: {why}. Download and check it, or print our own label.",
)
EPL_FIELDS_LEFT_OUT = define_plural(
    "labels.epl_fields_left_out",
    "{count} field of this EPL label is not known here and would be left out: it may be a barcode.",
    "{count} fields of this EPL label are not known here and would be left out: one may be a barcode.",
)
HARM_OTHER_LANGUAGE = define("labels.harm_other_language", "it holds commands of another language")
HARM_SIGNS = define("labels.harm_signs", "it holds control characters that a printer may take for commands")
HARM_LITERAL = define("labels.harm_literal", "it uses the printer's command characters as text")
HARM_TOO_MANY = define("labels.harm_too_many", "it has more commands than any label")
HARM_NETWORK = define("labels.harm_network", "it changes the printer's network")
HARM_RESETS = define("labels.harm_resets", "it resets the printer")
HARM_RESETS_OR_READS = define("labels.harm_resets_or_reads", "it resets or reads the printer")
HARM_CANCELS = define("labels.harm_cancels", "it cancels other labels")
HARM_PAUSES = define("labels.harm_pauses", "it pauses the printer")
HARM_SLEEPS = define("labels.harm_sleeps", "it puts the printer to sleep")
HARM_LOCKS = define("labels.harm_locks", "it locks the printer's buttons")
HARM_REPEATS = define("labels.harm_repeats", "it prints the previous label again")
HARM_PRINTS_SETTINGS = define("labels.harm_prints_settings", "it prints or reads the printer's settings")
HARM_PRINTS_CONTENTS = define("labels.harm_prints_contents", "it prints the printer's contents")
HARM_DUMPS = define("labels.harm_dumps", "it makes the printer print codes instead of labels")
HARM_ERASES = define("labels.harm_erases", "it erases the printer's memory")
HARM_DIVIDES = define("labels.harm_divides", "it repartitions the printer's memory")
HARM_COPIES = define("labels.harm_copies", "it copies the printer's memory")
HARM_STARTS = define("labels.harm_starts", "it starts a program in the printer")
HARM_PRINTS_ALONE = define("labels.harm_prints_alone", "it makes the printer print by itself")
HARM_COUNTERS = define("labels.harm_counters", "it resets the printer's counters")
HARM_LANGUAGE = define("labels.harm_language", "it changes the printer's language")
HARM_PASSWORD = define("labels.harm_password", "it changes the printer's password")
HARM_NAME = define("labels.harm_name", "it changes the printer's name")
HARM_MENU = define("labels.harm_menu", "it changes the language of the printer's menu")
HARM_CLOCK = define("labels.harm_clock", "it changes the printer's clock")
HARM_CONNECTION = define("labels.harm_connection", "it changes the printer's connection")
HARM_ALERTS = define("labels.harm_alerts", "it changes the printer's alerts")

# --- HTML
HTML_BESIDE = define(
    "labels.html_beside",
    "The label's HTML needs a file that the carrier did not send ({name}). Nothing was printed. Ask the "
    "carrier for a label that contains its pictures, or print our own label.",
)
HTML_ELSEWHERE = define(
    "labels.html_elsewhere",
    "The label's HTML needs a file from elsewhere ({address}), which is not fetched. Download and check "
    "it, or ask the carrier for a complete one.",
)
HTML_LOST_PICTURE = define(
    "labels.html_lost_picture",
    "A picture in the label is broken and would be missing on paper. Fetch the label again.",
)
HTML_BY_SCRIPT = define(
    "labels.html_by_script",
    "This label draws its barcode by a script, and scripts are not run here. Nothing was printed. Ask the "
    "carrier for a label with its barcode as a picture, or print our own label.",
)
HTML_UNDRAWABLE = define(
    "labels.html_undrawable", "The label's HTML cannot be drawn. Download and check it in a browser."
)

# --- what is missing on the paper, or should be known of it
FIELDS_LOST = define_plural(
    "labels.fields_lost",
    "{count} field of {all} could not be drawn.",
    "{count} fields of {all} could not be drawn.",
)
BARCODES_LOST = define_plural(
    "labels.barcodes_lost",
    "{count} field of {all} could not be drawn, a barcode among them.",
    "{count} fields of {all} could not be drawn, a barcode among them.",
)
SCRIPT_NOT_RUN = define(
    "labels.script_not_run",
    "A script of the label was not run: what it would draw is missing, a barcode among them.",
)
SHEET_REST = define(
    "labels.sheet_rest",
    "The label's sheet has other text beside it, which is left out: download it to see it.",
)
PAPERS_BEHIND = define_plural(
    "labels.papers_behind", "{count} A4 page came with the label.", "{count} A4 pages came with the label."
)
OVER_THE_EDGE = define(
    "labels.over_the_edge",
    "This label is larger than the paper: its right or lower edge is cut off.",
)
GUESSED_DPI = define(
    "labels.guessed_dpi",
    "The label does not state its size: it was taken for one of {dpi} dpi. If it prints too small, set "
    "the dpi of its shipping company at the stations.",
)
CUT_BY_WIDTH = define(
    "labels.cut_by_width",
    "The width that this label sets (^PW) cuts off these barcodes, on a label printer too: {barcodes}.",
)
LOST_IN_SCALING = define(
    "labels.lost_in_scaling", "Scaled to the paper, these barcodes can no longer be read: {barcodes}."
)

# --- why a ZPL printer gets a picture
DRAWN_NO_ZPL = define("labels.drawn_no_zpl", "it is not ZPL")
DRAWN_OF_PRINTER = define(
    "labels.drawn_of_printer", "it changes the printer's settings, or uses the printer's command characters"
)
DRAWN_OTHER_DPI = define("labels.drawn_other_dpi", "it was made for {dpi} dpi")
DRAWN_TURNED = define("labels.drawn_turned", "labels are rotated on this printer")
DRAWN_TOO_LARGE = define("labels.drawn_too_large", "it is larger than the paper")

# --- what ended the process that drew it
TOOK_TOO_LONG = define(
    "labels.took_too_long",
    "Drawing the label takes more than {seconds} seconds, so it was given up. Download and check it, or "
    "print our own label.",
)
TOOK_TOO_MUCH = define(
    "labels.took_too_much",
    "Drawing the label takes too much memory, so it was given up. Download and check it, or print our "
    "own label.",
)
BROKE_THE_DRAWER = define(
    "labels.broke_the_drawer",
    "The label crashes the program that draws labels, so it was given up. Download and check it, or "
    "print our own label.",
)
