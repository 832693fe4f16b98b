"""Calls for one package, ahead of any need: its items, its label. Nothing here touches the database, so that
threads may do it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from packages_ui.labels.errors import LabelError
from packages_ui.models import Label
from packages_ui.seller_center.errors import (
    Malformed,
    NotFound,
    Refused,
    SellerCenterError,
    ServerFailed,
)
from packages_ui.seller_center.types import Package
from packages_ui.services import fetched
from packages_ui.services.client import seller_center
from packages_ui.services.fetched import NotReady
from packages_ui.services.fingerprint import fingerprint
from packages_ui.services.known import carrier_of
from packages_ui.services.reading import Reading

logger = logging.getLogger(__name__)
DEADLINE_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came for `package`, as it was listed. `again` is the package as it was after its label had been
    asked for. `problem`: why there is nothing; this package is left alone for a while. `stop`: so are all."""

    package: Package
    reading: Reading | None = None
    label: Label | None = None
    again: Package | None = None
    problem: str = ""
    stop: bool = False


def ask_items(package: Package) -> Answer:
    """PKG102. Never raises."""
    return _safely(package, _items)


def ask_label(package: Package) -> Answer:
    """PKG104, then the package again: being asked for its label, the carrier may have given out numbers.
    Never raises."""
    return _safely(package, _label)


def _safely(package: Package, ask: Callable[[Package], Answer]) -> Answer:
    try:
        return ask(package)
    except (Refused, NotFound, Malformed) as error:
        return Answer(package=package, problem=error.sentence)
    except (LabelError, NotReady) as error:
        return Answer(package=package, problem=str(error))
    except ServerFailed as error:  # it may be this package's alone: others must not wait for it for ever
        return Answer(package=package, problem=error.sentence, stop=True)
    except (SellerCenterError, OSError) as error:
        logger.info("The shelf stops for now: %s", type(error).__name__)
        return Answer(package=package, stop=True)


def _items(package: Package) -> Answer:
    items = seller_center().all_items(package.number, deadline=DEADLINE_SECONDS)
    return Answer(package=package, reading=Reading(package, items))


def _label(package: Package) -> Answer:
    label = fetched.ask(number=package.number, fingerprint=fingerprint(package), carrier=carrier_of(package))
    if problem := fetched.why_none(label):
        return Answer(package=package, problem=problem)
    try:
        again = seller_center().get_package(package.number, deadline=DEADLINE_SECONDS)
    except SellerCenterError:
        return Answer(package=package, label=label, stop=True)
    return Answer(package=package, label=label, again=again)
