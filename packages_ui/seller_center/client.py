"""The Seller Center client: one method for each call of the document's "Packages" page.

Every method takes `language` (the Accept-Language to send) and `deadline` (seconds for each call, retries
included) and raises a SellerCenterError. Numbers are text. One client is shared by a process's threads.
"""

import random as chance
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import httpx
import msgspec

from packages_ui.seller_center import decoding, paging, paths
from packages_ui.seller_center.claims import CANCEL, ClaimsPage, claims
from packages_ui.seller_center.config import Config
from packages_ui.seller_center.decoding import NotAsDocumented
from packages_ui.seller_center.errors import Malformed, SellerCenterError
from packages_ui.seller_center.gate import Gate, OpenGate
from packages_ui.seller_center.products import Product, products
from packages_ui.seller_center.sending import Call, Request, Response
from packages_ui.seller_center.transport import Transport
from packages_ui.seller_center.types import (
    MOST_OF_NUMBER,
    Item,
    ItemFilters,
    Package,
    PackageChanges,
    PackageFilters,
    Page,
    ShippingMethod,
    SplitPart,
)

__all__ = ["Config", "SellerCenter"]

LIST = Call("PKG101", "GET")
ITEMS = Call("PKG102", "GET")
UPDATE = Call("PKG103", "PUT")
LABEL = Call("PKG104", "GET")
CHANGE_SHIPPING_METHOD = Call("PKG105", "POST")
SPLIT = Call("PKG106", "POST")
REJECT = Call("PKG107", "POST")
RELEASE = Call("PKG108", "DELETE")
SHIPPING_METHODS = Call("shipping methods", "GET")
PRODUCTS = Call("products", "GET")
CLAIMS = Call("claims", "GET")

MOST_ITEMS = 5_000
MOST_METHODS = 1_000
PAGE = 100
EVERY_PACKAGE = PackageFilters()
EVERY_ITEM = ItemFilters()

T = TypeVar("T")


class SellerCenter:
    """Eight calls, shipping methods, products and claims. `language` gives the Accept-Language where a call
    names none. `transport`, `sleep`, `random` and `clock` are for tests."""

    def __init__(
        self,
        config: Config,
        *,
        transport: httpx.BaseTransport | None = None,
        gate: Gate | None = None,
        language: Callable[[], str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = chance.random,
        clock: Callable[[], float] = time.monotonic,
        on_attempt: Callable[[float, SellerCenterError | None], None] | None = None,
    ) -> None:
        self.config = config
        self._language = language or (lambda: config.language)
        self._transport = Transport(
            config,
            transport=transport,
            gate=gate or OpenGate(),
            sleep=sleep,
            random=random,
            clock=clock,
            on_attempt=on_attempt,
        )

    def list_packages(
        self,
        filters: PackageFilters = EVERY_PACKAGE,
        *,
        language: str | None = None,
        deadline: float | None = None,
    ) -> Page[Package]:
        """PKG101: one page; rows that are not as documented are in `malformed`."""
        request = self._request(LIST, paths.packages(), language=language, params=filters.params())
        response = self._transport.request(request, deadline)
        return _read(LIST, response, lambda content: decoding.packages(content, filters))

    def list_items(
        self,
        number: str,
        filters: ItemFilters = EVERY_ITEM,
        *,
        language: str | None = None,
        deadline: float | None = None,
    ) -> Page[Item]:
        """PKG102: one page of a package's items."""
        path = paths.items(number, call=ITEMS.name)
        request = self._request(ITEMS, path, language=language, params=filters.params())
        response = self._transport.request(request, deadline)
        return _read(ITEMS, response, lambda content: decoding.items(content, filters))

    def update(
        self,
        number: str,
        changes: PackageChanges,
        *,
        language: str | None = None,
        deadline: float | None = None,
    ) -> Package:
        """PKG103: send only what is set in `changes`; the package as it is afterwards."""
        path = paths.package(number, call=UPDATE.name)
        request = self._request(UPDATE, path, language=language, body=changes.body())
        return _read(UPDATE, self._transport.request(request, deadline), decoding.package)

    def get_label(self, number: str, *, language: str | None = None, deadline: float | None = None) -> str:
        """PKG104: the label's string; its format is stated nowhere."""
        request = self._request(LABEL, paths.label(number, call=LABEL.name), language=language)
        return _read(LABEL, self._transport.request(request, deadline), decoding.label)

    def change_shipping_method(
        self,
        number: str,
        *,
        shipping_method: str,
        language: str | None = None,
        deadline: float | None = None,
    ) -> None:
        """PKG105: `shipping_method` is a method's id."""
        path = paths.change_shipping_method(number, call=CHANGE_SHIPPING_METHOD.name)
        body = {"shipping_method": shipping_method}
        self._do(self._request(CHANGE_SHIPPING_METHOD, path, language=language, body=body), deadline)

    def split(
        self,
        number: str,
        parts: tuple[SplitPart, ...],
        *,
        language: str | None = None,
        deadline: float | None = None,
    ) -> None:
        """PKG106: each part becomes a new package, whose number the response does not contain."""
        path = paths.split(number, call=SPLIT.name)
        self._do(self._request(SPLIT, path, language=language, body=tuple(parts)), deadline)

    def reject(
        self,
        number: str,
        *,
        items: tuple[str, ...],
        reason: str,
        language: str | None = None,
        deadline: float | None = None,
    ) -> None:
        """PKG107: `items` are item numbers; both are required."""
        path = paths.reject(number, call=REJECT.name)
        body = {"items": tuple(items), "reason": reason}
        self._do(self._request(REJECT, path, language=language, body=body), deadline)

    def release(
        self,
        number: str,
        item_number: str,
        *,
        language: str | None = None,
        deadline: float | None = None,
    ) -> None:
        """PKG108: give up the reservation of one item."""
        path = paths.reservation(number, item_number, call=RELEASE.name)
        self._do(self._request(RELEASE, path, language=language), deadline)

    def list_shipping_methods(
        self, *, language: str | None = None, deadline: float | None = None
    ) -> tuple[ShippingMethod, ...]:
        """All methods (path by setting; its page is not public). NotFound where the call does not exist."""
        path = self.config.shipping_methods_path

        def read_page(filters: ItemFilters) -> Page[ShippingMethod]:
            params = filters.params()
            request = self._request(SHIPPING_METHODS, path, language=language, params=params)
            response = self._transport.request(request, deadline)
            return _read(SHIPPING_METHODS, response, lambda content: decoding.methods(content, filters))

        return tuple(paging.rows(read_page, ItemFilters(limit=PAGE), most=MOST_METHODS))

    def search_products(
        self, query: str, *, language: str | None = None, deadline: float | None = None
    ) -> tuple[Product, ...]:
        """The matches for a code, which may be more than the exact ones: check each row against the code.
        NotFound where the call does not exist."""
        request = self._request(PRODUCTS, paths.PRODUCTS, language=language, params={"query": query})
        return _read(PRODUCTS, self._transport.request(request, deadline), products)

    def list_claims(self, *, status: str, page: int, limit: int, deadline: float | None = None) -> ClaimsPage:
        """Cancel claims in that status. An older server ignores the filters: hold each row against them.
        NotFound where the call, or the page, does not exist."""
        params = {"type": CANCEL, "status": status, "page": str(page), "limit": str(limit)}
        request = self._request(CLAIMS, paths.CLAIMS, language=None, params=params)
        return _read(CLAIMS, self._transport.request(request, deadline), claims)

    def get_package(
        self, number: str, *, language: str | None = None, deadline: float | None = None
    ) -> Package | None:
        """PKG101 with `number`: that package, None when it is not listed, Malformed when it is unreadable."""
        page = self.list_packages(PackageFilters(number=number), language=language, deadline=deadline)
        for package in page.results:
            if package.number == number:
                return package
        for row in page.malformed:
            if row.number in (number, None):
                raise Malformed(row.reason, call=LIST.name)
        return None

    def all_items(
        self, number: str, *, language: str | None = None, deadline: float | None = None
    ) -> tuple[Item, ...]:
        """PKG102, all pages. An item that is not as documented is kept with its number alone; Malformed where
        that is not a usable one."""

        def read_page(filters: ItemFilters) -> Page[Item]:
            page = self.list_items(number, filters, language=language, deadline=deadline)
            if bad := [row for row in page.malformed if len(row.number or "") > MOST_OF_NUMBER]:
                raise Malformed(bad[0].reason, call=ITEMS.name)
            bare = tuple(Item(number=row.number) for row in page.malformed if row.number)
            return msgspec.structs.replace(page, results=page.results + bare)

        return tuple(paging.rows(read_page, ItemFilters(limit=PAGE), most=MOST_ITEMS))

    def all_packages(
        self,
        filters: PackageFilters = EVERY_PACKAGE,
        *,
        most: int,
        language: str | None = None,
        deadline: float | None = None,
    ) -> Iterator[Package]:
        """PKG101, page after page from `filters.page` on, each package once, at most `most`."""

        def read_page(filters: PackageFilters) -> Page[Package]:
            return self.list_packages(filters, language=language, deadline=deadline)

        return paging.rows(read_page, filters, most=most)

    def close(self) -> None:
        """Close the connections; the next call makes new ones."""
        self._transport.connection.close()

    def _request(
        self,
        call: Call,
        path: str,
        *,
        language: str | None,
        params: dict[str, str] | None = None,
        body: object = None,
    ) -> Request:
        content = None if body is None else msgspec.json.encode(body)
        return Request(call, path, params, content, language or self._language())

    def _do(self, request: Request, deadline: float | None) -> None:
        response = self._transport.request(request, deadline)
        if response.content and "html" in response.content_type:
            name = request.call.name
            raise Malformed("a page instead of a response", call=name, changed=request.call.unclear)


def _read(call: Call, response: Response, decode: Callable[[bytes], T]) -> T:
    try:
        return decode(response.content)
    except NotAsDocumented as error:
        detail = f"status {response.status}, {response.content_type or 'no content type'}: {error}"
        raise Malformed(detail, call=call.name, changed=call.unclear) from error
