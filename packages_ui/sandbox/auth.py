"""The key in the header `Authorization`: bare, or after the word `Token`."""

import hmac

from packages_ui.sandbox.answers import RefusalError

SCHEMES = ("", "Token", "any")


def check_key(authorization: str, *, api_key: str, scheme: str) -> None:
    """Raise 401 `{"detail", "code"}` unless the header holds the key in a form that `scheme` accepts.

    `scheme` is "" (only the bare key), "Token" (only `Token KEY`) or "any" (both).
    """
    if not authorization:
        raise unauthorized("Authentication credentials were not provided.", "not_authenticated")
    forms = {"": [api_key], "Token": [f"Token {api_key}"], "any": [api_key, f"Token {api_key}"]}[scheme]
    given = authorization.encode()
    if not any(hmac.compare_digest(given, form.encode()) for form in forms):
        raise unauthorized("Invalid token.", "authentication_failed")


def unauthorized(text: str, code: str) -> RefusalError:
    """401 in the document's shape."""
    return RefusalError(401, {"detail": text, "code": code}, ("WWW-Authenticate", "Token"))
