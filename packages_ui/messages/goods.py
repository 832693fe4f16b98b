"""Why a table of products was not imported, and what an import did."""

from packages_ui.messages.message import define

NO_COLUMNS = define(
    "goods.no_columns",
    "The first line must name the columns: sku, and of name, shelf and barcode those to save.",
)
NO_SKU = define("goods.no_sku", "The product code is missing.")
TOO_LONG = define("goods.too_long", "{value} is too long: at most {most} characters.")
NOT_PRINTABLE = define("goods.not_printable", "A cell contains characters that cannot be printed.")
TWO_VALUES = define("goods.two_values", "Product {sku} has {value} here and {other} on line {line}.")
IMPORTED = define(
    "goods.imported", "Imported a table of products: {added} new, {replaced} changed, {same} unchanged."
)

# --- labels for products
LABEL_NO_PRODUCT = define("goods.label_no_product", "Enter a product. Nothing was printed.")
LABEL_NO_CODE = define(
    "goods.label_no_code",
    "A product code has at most {most} characters, all of them printable. Nothing was printed.",
)
LABEL_COUNT = define("goods.label_count", "Enter a count from 1 to {most}. Nothing was printed.")
