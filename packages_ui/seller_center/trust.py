"""Which certificates are believed. To read all authorities takes 25 ms of the processor."""

import ssl
from functools import cache

import httpx


@cache
def authorities(*, of_machine: bool) -> ssl.SSLContext:
    """Those of certifi; `of_machine`: SSL_CERT_FILE and SSL_CERT_DIR have a say."""
    return httpx.create_ssl_context(trust_env=of_machine)


@cache
def nobody() -> ssl.SSLContext:
    """For what is not encrypted."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
