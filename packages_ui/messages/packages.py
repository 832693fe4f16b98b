"""What happens to packages: actions, their refusals and results, the list and the package's page."""

from packages_ui.messages.message import define

GONE = define(
    "packages.gone",
    "Seller Center lists no package {number}. It may have been cancelled or emptied. "
    "Nothing was changed; search for its order.",
)
