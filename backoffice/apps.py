"""The project's own entry in Django's registry: its system checks."""

import gc

from django.apps import AppConfig

COLLECTED: bool = gc.isenabled()
gc.disable()  # until all models are loaded, which stay: to look through them takes a fifth of a start


class BackofficeConfig(AppConfig):
    name = "backoffice"

    def ready(self) -> None:
        from backoffice import checks  # noqa: F401, PLC0415 - registers itself

        gc.freeze()
        if COLLECTED:
            gc.enable()
