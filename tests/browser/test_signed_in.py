"""Tests share a browser, and each is signed in by itself."""

import httpx
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer


def test_a_late_answer_to_the_test_before_signs_nobody_out(page: Page, live_server: LiveServer) -> None:
    mine = [cookie["name"] for cookie in page.context.cookies()]
    late = httpx.get(f"{live_server.url}/packages/", headers={"cookie": "sessionid=gone"})
    assert late.is_redirect
    assert not set(mine) & set(late.headers.get("set-cookie", "").replace("=", " ").split())
