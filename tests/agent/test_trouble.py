"""The trouble of a printer behind an agent, as open pages learn of it: they ask, and what they ask has the
printer watched."""

import httpx
import pytest

from packages_ui.sandbox.zpl_printer import ZplPrinter
from tests.agent.product import Agent
from tests.processes import PATIENCE, Product, until

AT_STATION = """
import json
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client
from packages_ui.models import Printer, Station
from packages_ui.views.stations.this_browser import bind
packer = User.objects.create_user({name!r})
packer.user_permissions.set(Permission.objects.filter(content_type__app_label="packages_ui"))
printer = Printer.objects.create(**{fields!r})
station = bind(HttpResponse(), Station.objects.create(name={name!r}, label_printer=printer))
client = Client()
client.force_login(packer)
cookies = {{**client.cookies, **station.cookies}}
print(json.dumps({{key: cookies[key].value for key in ("sessionid", "station")}}))
"""
TROUBLE = "is out of paper"
PAGES = {"head": "/stations/here/", "desk": "/pack/?seen=before"}


def at_station(made: Product, agent: Agent) -> httpx.Client:
    """A browser of the station whose label printer it is."""
    cookies = made.python(AT_STATION.format(name=agent.name, fields={**agent.fields(), "name": agent.name}))
    return httpx.Client(base_url=made.web_url, cookies=cookies, timeout=PATIENCE)


def is_in_trouble(browser: httpx.Client, page: str) -> bool:
    return TROUBLE in browser.get(PAGES[page]).raise_for_status().text


@pytest.mark.parametrize("page", PAGES)
def test_it_is_shown_while_nothing_is_printed_and_goes_by_itself(
    made: Product, tcp_agent: Agent, printer: ZplPrinter, page: str
) -> None:
    tcp_agent.start()
    tcp_agent.wait_seen()
    with at_station(made, tcp_agent) as browser:
        assert not is_in_trouble(browser, page)
        printer.set(paper=0)
        until(lambda: is_in_trouble(browser, page), "the trouble on the page")
        printer.set(paper=None)
        until(lambda: not is_in_trouble(browser, page), "the end of it")
