"""What the sandbox reads from a WSGI environ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from packages_ui.sandbox.answers import RefusalError, refused

LARGEST_BODY = 1_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """One request: `query` is a list of pairs, since a name may come twice."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    authorization: str
    content_type: str
    body: bytes
    peer: str
    host: str = ""

    def json(self) -> Any:
        """The body as JSON, or a 400 in the words of Django REST framework."""
        if self.content_type.partition(";")[0].strip().lower() != "application/json":
            raise refused(f'Unsupported media type "{self.content_type}" in request.')
        return self._decoded()

    def json_object(self) -> dict[str, Any]:
        """The body as a JSON object, or a 400 under `non_field_errors`."""
        return _object(self.json())

    def any_json_object(self) -> dict[str, Any]:
        """The same, whatever type the body claims: `curl -d` declares a form."""
        return _object(self._decoded())

    def _decoded(self) -> Any:
        try:
            return msgspec.json.decode(self.body)
        except msgspec.DecodeError as error:
            raise refused(f"JSON parse error - {error}") from error


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        text = f"Invalid data. Expected a dictionary, but got {type(value).__name__}."
        raise RefusalError(400, {"non_field_errors": [text]})
    return value


def read_request(environ: Mapping[str, Any]) -> Request:
    """Read the whole request, its body too, so that a kept-alive connection stays usable."""
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace"),
        query=tuple(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)),
        authorization=environ.get("HTTP_AUTHORIZATION", ""),
        content_type=environ.get("CONTENT_TYPE", ""),
        body=_body(environ),
        peer=environ.get("REMOTE_ADDR", ""),
        host=environ.get("HTTP_HOST", ""),
    )


def _body(environ: Mapping[str, Any]) -> bytes:
    stream = environ["wsgi.input"]
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdigit():
        size = min(int(length), LARGEST_BODY)
    else:
        size = LARGEST_BODY if environ.get("wsgi.input_terminated") else 0
    return bytes(stream.read(size)) if size else b""
