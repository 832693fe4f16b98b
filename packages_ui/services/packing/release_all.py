"""Release the reservations of several items of one package (PKG108), one after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services.errors import ServiceError
from packages_ui.services.reading import Reading
from packages_ui.services.release import release


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """`done` of `total` are released; `problem` says why not the rest. `reading` is the last there was."""

    number: str
    done: int
    total: int
    reading: Reading | None
    problem: str = ""

    @property
    def sentence(self) -> str:
        """What is now true."""
        of = f"{self.done} of {self.total}" if self.problem else f"{self.total}"
        what = f"reservation{'' if self.total == 1 else 's'} of package {self.number}"
        verb = "is" if self.total == 1 else "are"
        return f"{of} {what} {verb} released. {self.problem}".strip()


def release_all(*, user_id: int, number: str, seen: datetime | None, items: Sequence[str]) -> Released:
    """`seen` is what the person saw of the package. Raises as `release` does while none is released yet."""
    reading = None
    for done, item in enumerate(items):
        try:
            outcome = release(user_id=user_id, number=number, seen=seen, item=item)
        except (ServiceError, SellerCenterError) as error:
            if not done:
                raise
            return Released(
                number=number, done=done, total=len(items), reading=reading, problem=error.sentence
            )
        reading = outcome.reading
        seen = reading.package.updated_at if reading else None
    return Released(number=number, done=len(items), total=len(items), reading=reading)
