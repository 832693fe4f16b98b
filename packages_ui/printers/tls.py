"""TLS connections. Most printers have self-signed certificates: these are pinned."""

import hashlib
import socket
import ssl
from functools import cache

from packages_ui.printers.errors import NotConnected, NotTrusted
from packages_ui.printers.line import Deadline, connect

# Many printers support only plain RSA key exchange, which the system's default level refuses.
PRINTER_CIPHERS = "DEFAULT:@SECLEVEL=1"


def secure(connection: socket.socket, host: str, certificate: str, deadline: Deadline) -> ssl.SSLSocket:
    """Wrap `connection` in TLS, which replaces it; on an error it is closed.

    `certificate`: the SHA-256 fingerprint that the printer must show, as hex digits, with or without colons;
    empty: a CA that this system trusts must have signed for `host`. Raises NotConnected or NotTrusted.
    """
    secured = _shake_hands(connection, host, _context(pinned=bool(certificate)), deadline)
    shown = fingerprint(secured)
    if certificate and shown != _bare(certificate):
        secured.close()
        raise NotTrusted(f"{host} showed the certificate {shown}")
    return secured


def certificate_of(host: str, port: int, *, seconds: float = 5, allow_local: bool = False) -> str:
    """The SHA-256 fingerprint (64 hex digits) that a printer shows, for a person to compare and confirm.

    Raises NotConnected, also where it does not support TLS.
    """
    deadline = Deadline.within(seconds)
    connection = connect(host, port, deadline, allow_local=allow_local)
    with _shake_hands(connection, host, _context(pinned=True), deadline) as secured:
        return fingerprint(secured)


def fingerprint(connection: ssl.SSLSocket) -> str:
    return hashlib.sha256(connection.getpeercert(binary_form=True) or b"").hexdigest()


def _shake_hands(
    connection: socket.socket, host: str, context: ssl.SSLContext, deadline: Deadline
) -> ssl.SSLSocket:
    try:
        connection.settimeout(deadline.left())
        return context.wrap_socket(connection, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        connection.close()
        raise NotTrusted(f"{host}: {error}") from error
    except (OSError, ValueError) as error:  # ValueError: a host name that TLS cannot encode
        connection.close()
        raise NotConnected(f"{host}: {error}") from error


def _bare(certificate: str) -> str:
    return certificate.lower().removeprefix("sha256:").replace(":", "").replace(" ", "")


@cache
def _context(*, pinned: bool) -> ssl.SSLContext:
    """Made once: loading the system's CAs takes some 10 ms."""
    if not pinned:
        context = ssl.create_default_context()
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the fingerprint is compared instead, before any byte is sent
    context.set_ciphers(PRINTER_CIPHERS)
    return context
