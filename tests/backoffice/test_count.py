import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from backoffice import celery_app, metrics


@pytest.mark.django_db
def test_it_refuses_strangers(client: Client) -> None:
    client.force_login(User.objects.create_user("packer"))
    assert client.get("/metrics").status_code == 403
    assert Client().get("/metrics").status_code == 403


def test_it_refuses_a_wrong_token(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "the token"
    assert client.get("/metrics", headers={"Authorization": "Bearer the tokeN"}).status_code == 403


def test_it_refuses_an_empty_token(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403


def test_it_counts_requests_and_waiting_tasks(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "the token"
    client.get("/livez")
    celery_app.send_task("packages_ui.tasks.sweep")
    celery_app.send_task("packages_ui.tasks.make_documents")
    celery_app.send_task("packages_ui.tasks.settle_batches")
    text = client.get("/metrics", headers={"Authorization": "Bearer the token"}).content.decode()
    assert 'backoffice_request_seconds_count{method="GET",route="livez",status="200"}' in text
    assert 'backoffice_queue_length{queue="paper"} 1.0' in text
    assert 'backoffice_queue_length{queue="background"} 2.0' in text
    assert "backoffice_redis_up 1.0" in text


@pytest.mark.django_db
def test_it_answers_staff_without_redis(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    client.force_login(User.objects.create_user("lead", is_staff=True))
    assert "backoffice_redis_up 0.0" in client.get("/metrics").content.decode()


def test_it_keeps_the_figures_of_live_processes(client: Client) -> None:
    client.get("/livez")
    before = sorted(metrics.FOLDER.glob("*.db"))
    metrics.clear()
    assert before
    assert sorted(metrics.FOLDER.glob("*.db")) == before
