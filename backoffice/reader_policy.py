"""What the worker that reads barcodes may do. Of settings.WHITENOISE_ADD_HEADERS_FUNCTION."""

import re
from wsgiref.headers import Headers

READER = re.compile(r"/reader(?:\.[0-9a-f]{12})?\.js$")
POLICY = "default-src 'none'; script-src 'wasm-unsafe-eval'; connect-src 'self'"


def bound_reader(headers: Headers, _path: str, url: str) -> None:
    """A worker has the policy that it is sent with: this one alone may compile WebAssembly, so that no page
    need be allowed to. It loads from here and can do nothing else."""
    if READER.search(url):
        headers["Content-Security-Policy"] = POLICY
