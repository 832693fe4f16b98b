"""Why a barcode was not saved, or a file of barcodes not imported."""

from packages_ui.messages.message import define, define_plural

NOTHING_IMPORTED = define("barcodes.nothing_imported", "Nothing was imported.")

# --- one barcode
OTHER_PRODUCT = define("barcodes.other_product", "Barcode {barcode} is already saved for product {product}.")
REPLACE_IF_WRONG = define("barcodes.replace_if_wrong", "Replace it only if that was wrong.")
NO_BARCODE = define("barcodes.no_barcode", "A barcode needs at least one letter or digit.")
NO_PRODUCT = define("barcodes.no_product", "The product is missing.")
TOO_LONG = define("barcodes.too_long", "A barcode or product has at most {most} characters.")
NOT_PRINTABLE = define("barcodes.not_printable", "It contains characters that cannot be printed.")

# --- a file
ON_LINE = define("barcodes.on_line", "Line {line}: {error}")
SHORTENED = define(
    "barcodes.shortened",
    "Excel has shortened the number {number}. Format the column as text, then save the file again.",
)
DECIMALS = define(
    "barcodes.decimals",
    "The number {number} was saved with decimals. Format the column as text, then save the file again.",
)
TWO_PRODUCTS = define(
    "barcodes.two_products", "{barcode} has product {product} here and {other} on line {line}."
)
WRONG_LINES = define_plural("barcodes.wrong_lines", "1 line has an error.", "{count} lines have errors.")
NOT_CSV = define("barcodes.not_csv", "Line {line} cannot be read as CSV.")
TOO_MANY_ROWS = define("barcodes.too_many_rows", "The file has more than {most} rows. Split it.")
NO_ROWS = define("barcodes.no_rows", "The file contains no barcodes.")
TOO_LARGE = define("barcodes.too_large", "The file is larger than {most} MB. Split it.")
NOT_UTF8 = define("barcodes.not_utf8", "Line {line} is not UTF-8. Save the file as “CSV UTF-8”.")
NO_COLUMNS = define("barcodes.no_columns", "The first line must name the columns: barcode,product.")
