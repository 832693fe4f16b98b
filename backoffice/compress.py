"""Pages are sent compressed. PDFs and pictures are compressed already, and static files are whitenoise's.

A page shows no secret beside what a stranger can make it show, except the CSRF token, which Django masks
again each time; Django's middleware also pads each answer at random. So lengths reveal nothing (BREACH).
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware import gzip

TEXT = ("text/", "application/json", "application/javascript", "image/svg+xml")


class GZipMiddleware(gzip.GZipMiddleware):
    """Django's, for text alone."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.get("Content-Type", "").startswith(TEXT):
            return response
        return super().process_response(request, response)
