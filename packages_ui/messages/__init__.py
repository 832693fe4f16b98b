"""The sentences of services, Seller Center, labels and printers: one module for each topic.

All of them are loaded with the first one, so that every stored code is known in every process.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
