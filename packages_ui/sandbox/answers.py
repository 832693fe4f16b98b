"""What the sandbox answers: a status, headers and bytes, or a refusal raised from anywhere below."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec

JSON = "application/json"
_encoder = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer. `body` is empty for 204; `headers` come on top of type and length."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = JSON

    @property
    def status_line(self) -> str:
        """Such as `404 Not Found`."""
        return f"{self.status} {HTTPStatus(self.status).phrase}"

    def header_list(self) -> list[tuple[str, str]]:
        """All headers in the shape WSGI wants. 204 has neither type nor length."""
        if self.status == 204:
            return list(self.headers)
        length = ("Content-Length", str(len(self.body)))
        return [("Content-Type", self.content_type), length, *self.headers]


class RefusalError(Exception):
    """The call is refused: `status` and the JSON `body` with the reason, in one of the API's shapes."""

    def __init__(self, status: int, body: Any, *headers: tuple[str, str]) -> None:
        super().__init__(f"{status}: {body}")
        self.answer = json_answer(body, status=status, headers=headers)


def json_answer(value: Any, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """`value` as JSON; Decimals become JSON numbers."""
    return Answer(status=status, body=_encoder.encode(value), headers=headers)


def nothing() -> Answer:
    """204 without a body: PKG105 to PKG108 when they worked."""
    return Answer(status=204)


def not_found(text: str = "Not found.") -> RefusalError:
    """404 `{"detail": text}`."""
    return RefusalError(404, {"detail": text})


def refused(text: str) -> RefusalError:
    """400 `{"detail": text}`: the action is not possible now."""
    return RefusalError(400, {"detail": text})


def wrong_fields(errors: dict[str, list[str]]) -> RefusalError:
    """400 `{field: [text]}`."""
    return RefusalError(400, errors)
