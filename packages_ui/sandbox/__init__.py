"""A Seller Center in a box: a WSGI app that obeys the "Packages" document (PKG101 to PKG108)."""
