"""Documents asked for in tests."""

from itertools import count
from typing import Any
from unittest.mock import Mock

from packages_ui.models import Document
from packages_ui.services.documents.make import make_documents
from packages_ui.services.documents.want import want
from tests.services.batch_makers import person

Kind = Document.Kind
_keys = count(1)


def wanted(*numbers: str, kind: str = Kind.PICK_LIST, **fields: Any) -> Document:
    """Asked for by a packer, on A4, in English; about these packages unless `about` says what."""
    given = {
        "about": {"numbers": numbers},
        "user_id": person().pk,
        "key": f"key {next(_keys)}",
        "paper": "A4",
        "language": "en",
    }
    return want(kind=kind, **{**given, **fields})


def made(document: Document) -> Document:
    """What has become of it once a worker was there."""
    make_documents(on_slip=Mock())
    return Document.objects.get(pk=document.pk)
