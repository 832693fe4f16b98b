"""PKG105: another shipping method for a package that is being prepared."""

from packages_ui.sandbox.answers import Answer, nothing, refused, wrong_fields
from packages_ui.sandbox.methods import method_of
from packages_ui.sandbox.records import PREPARING
from packages_ui.sandbox.request import Request
from packages_ui.sandbox.split import NO_METHOD
from packages_ui.sandbox.store import Store


def change_shipping_method(store: Store, request: Request, number: str) -> Answer:
    """The new carrier gives a new tracking number (none for manual entry) and a new label."""
    record = store.find(number)
    body = request.json_object()
    if "shipping_method" not in body:
        raise wrong_fields({"shipping_method": ["This field is required."]})
    method = method_of(body["shipping_method"])
    if method is None:
        raise wrong_fields({"shipping_method": [NO_METHOD]})
    if record.status != PREPARING:
        raise refused("The shipping method can be changed in status 2 (Preparing) only.")
    record.use_method(method, tracking_number=store.tracking_number(method))
    store.touch(record)
    return nothing()
