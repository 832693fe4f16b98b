"""What `manage.py check_labels` says about label files."""

from packages_ui.messages.message import define, define_plural

NO_DRAWING = define(
    "label_check.no_drawing",
    "The program that draws labels cannot be started here: run this as `make run` would.",
)
CANNOT_READ = define("label_check.cannot_read", "nothing: the file cannot be read ({why})")
NOTHING_SENT = define("label_check.nothing_sent", "nothing. {why}")
REFUSED = define("label_check.refused", "nothing: refused. {why}")
PICTURE = define("label_check.picture", "a picture at {dpi} dpi, because {why}")
AS_IT_CAME = define("label_check.as_it_came", "the label as it came, between the printer's own values")
AS_IT_CAME_WITHOUT = define(
    "label_check.as_it_came_without",
    "the label as it came, between the printer's own values, without {names}",
)
OUTSIDE = define("label_check.outside", "what is outside of it")
SHRUNK = define(
    "label_check.shrunk",
    "The label of {width} × {height} mm is larger than the paper: it is scaled to {percent}%.",
)
NO_FILE = define("label_check.no_file", "It is not a file")
FILE_TOO_LARGE = define("label_check.file_too_large", "It is larger than {most} MB")
NO_FOLDER = define("label_check.no_folder", "{folder} does not exist. Nothing was checked.")
NO_PICTURES = define("label_check.no_pictures", "No pictures: {why}. Choose another place with --pictures.")
TOO_MANY_FILES = define(
    "label_check.too_many_files", "There are more than {most} files: the rest was not checked."
)
FOLDER_UNREADABLE = define("label_check.folder_unreadable", "The folder {folder} cannot be read: {why}.")
VERDICT = define("label_check.verdict", "{name}: {verdict}")
PRINTS = define("label_check.prints", "prints")
ASKS = define("label_check.asks", "asks first")
IS_REFUSED = define("label_check.is_refused", "refused")
WRAPPED = define("label_check.wrapped", "{format} in {wrapping}")
PIECES = define_plural("label_check.pieces", "{count} piece of paper", "{count} pieces of paper")
PRINTER_GETS = define("label_check.printer_gets", "the printer gets: {what}")
TOTAL = define(
    "label_check.total",
    "Files: {files}. Pieces of paper: {labels}. Printed: {prints}. Asked about first: {asks}. Refused: "
    "{refused}.",
)
