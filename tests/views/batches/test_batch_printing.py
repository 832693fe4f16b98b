"""The page of a batch that a printer is fed with."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from packages_ui.messages.stations import AGENT_AWAY
from packages_ui.models import Label, LabelBatch, PrintAgent, Printer
from packages_ui.services.batches import fetch_pause
from packages_ui.services.batches.batches import progress
from packages_ui.services.printing.reprint import reprint
from packages_ui.views.batches.batch import announcement, find_batch
from tests.services.batch_makers import move
from tests.services.printing.makers import job_at, printer_of, ready_batch
from tests.services.station_makers import station_at
from tests.views.print_makers import HTMX, State, onlooker, print_out

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def printer(db: None) -> Printer:
    return printer_of(answers=True)


@pytest.fixture
def batch(packer: User, printer: Printer, media: object) -> LabelBatch:
    """Four labels that have come; the printer is in the middle of them."""
    made = ready_batch(printer, "1001", "1002", "1003", "1004", owner=packer, station=station_at(printer))
    Printer.objects.filter(pk=printer.pk).update(current=made)
    return made


def body(client: Client, batch: LabelBatch, query: str = "", **headers: str) -> str:
    response = client.get(f"/labels/batches/{batch.pk}/{query}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def doing(page: str) -> str:
    """What stands in large letters, without its tags."""
    found = re.search(r'<p class="doing-head.*?</p>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]*>", " ", found[0]).split())


def test_it_says_how_much_is_printed_and_where(packer_client: Client, batch: LabelBatch) -> None:
    print_out(batch, 1, 2)
    page = body(packer_client, batch)
    assert "Printed 2 of 4" in page
    assert '<progress max="4" value="2"' in page
    assert batch.printer
    assert batch.station
    assert f"<strong>{batch.printer.name}</strong>" in page
    assert f"· {batch.station.name}" in page
    assert doing(page).startswith("Printing")
    assert 'hx-trigger="every 1s"' in page


def test_it_says_what_a_printer_that_cannot_tell_was_given(packer_client: Client, batch: LabelBatch) -> None:
    Printer.objects.update(answers=False)
    print_out(batch, 1, 2, 3, 4, state=State.SENT)
    page = body(packer_client, batch)
    assert "Sent 4 of 4" in page
    assert "does not confirm labels" in page
    assert "hx-trigger" not in page.split('id="actions"')[0].split('id="progress"')[1]


@pytest.mark.parametrize(
    ("printer_fields", "batch_fields", "words"),
    [
        ({}, {"paused_at": timezone.now()}, "Paused since"),
        ({"paused_at": timezone.now(), "paused_because": "New roll."}, {}, "The printer is paused since"),
        (
            {"trouble": "The paper is out. Load a new roll.", "looked_at": timezone.now()},
            {},
            "The paper is out as of",
        ),
    ],
)
def test_it_says_in_large_letters_what_stops_it(
    packer_client: Client,
    batch: LabelBatch,
    printer_fields: dict[str, object],
    batch_fields: dict[str, object],
    words: str,
) -> None:
    Printer.objects.update(**printer_fields)
    LabelBatch.objects.update(**batch_fields)
    page = body(packer_client, batch)
    assert doing(page).startswith(words)
    assert "doing-stopped" in page


def test_it_says_that_the_pc_of_its_printer_is_away(packer_client: Client, batch: LabelBatch) -> None:
    """As every other page does, by the same function."""
    pc = PrintAgent.objects.create(name="Desk PC", seen_at=timezone.now() - timedelta(hours=1))
    Printer.objects.update(kind="agent", agent=pc, looked_at=timezone.now())
    page = body(packer_client, batch)
    assert doing(page).startswith(str(AGENT_AWAY()))
    assert "Desk PC" in page
    assert "Printer problem" in packer_client.get("/labels/").content.decode()


def test_it_names_the_batch_that_comes_first(packer_client: Client, batch: LabelBatch, packer: User) -> None:
    later = ready_batch(batch.printer, "2001", owner=packer, name="Later")
    page = body(packer_client, later)
    assert doing(page) == f"Waiting behind: {batch}"
    assert f'href="/labels/batches/{batch.pk}/"' in page


def test_it_says_when_it_has_finished(packer_client: Client, batch: LabelBatch) -> None:
    print_out(batch, 1, 2, 3, 4)
    page = body(packer_client, batch)
    assert doing(page) == "Finished"
    assert "tone-green" in page
    assert "Median" in page


def test_it_is_fetching_while_nothing_has_come(packer_client: Client, batch: LabelBatch) -> None:
    move(batch, State.WANTED)
    assert doing(body(packer_client, batch)) == "Fetching"


@pytest.mark.parametrize(
    ("waiting", "words"), [((1, 2, 3, 4), "Waiting for Seller Center…"), ((4,), "Printing")]
)
def test_it_is_not_fetching_while_the_key_is_refused(
    packer_client: Client, batch: LabelBatch, waiting: tuple[int, ...], words: str
) -> None:
    move(batch, State.WANTED, *waiting)
    fetch_pause.refused(sentence="Invalid token.")
    page = body(packer_client, batch)
    assert doing(page) == words
    assert "Waiting labels are kept and fetched once it does." in page
    fetch_pause.works()
    assert "Waiting labels are kept" not in body(packer_client, batch)


def test_it_counts_what_needs_a_look(packer_client: Client, batch: LabelBatch) -> None:
    move(batch, State.FAILED, 1, reason="not ready")
    move(batch, State.CANCELLED, 2)
    print_out(batch, 3, state=State.UNKNOWN)
    batch.jobs.filter(position=4).update(question="No barcode can be read.")
    page = body(packer_client, batch)
    for words in ("1 failed", "1 cancelled", "1 unconfirmed", "1 needs an answer"):
        assert f"{words}</span>" in page
    assert doing(page) == "Needs an answer"


def test_it_tells_the_time_left(packer_client: Client, batch: LabelBatch) -> None:
    print_out(batch, 1, 2, 3)
    assert "about 2 s left" in body(packer_client, batch)


def test_it_asks_about_an_unknown_label_on_top(packer_client: Client, batch: LabelBatch) -> None:
    print_out(batch, 1, state=State.UNKNOWN)
    batch.jobs.filter(position=1).update(reason="The connection broke.", codes="TRK1")
    page = body(packer_client, batch)
    assert page.index('id="unknown"') < page.index('id="progress"')
    for words in ("Did this label print?", "The connection broke.", "TRK1", "/packages/1001/label/?of="):
        assert words in page
    assert page.count('data-key="y"') == 1


def test_it_asks_what_is_held_back(packer_client: Client, batch: LabelBatch) -> None:
    batch.jobs.filter(position__in=(1, 2)).update(question="No barcode of this label can be read at 203 dpi.")
    page = body(packer_client, batch)
    assert "The same question for all" in page
    assert 'id="print-all-asked"' in page
    job = job_at(batch, 1)
    assert f'id="print-{job.pk}"' in page
    assert f'id="leave-{job.pk}"' in page


def test_it_shows_each_question_where_they_differ(packer_client: Client, batch: LabelBatch) -> None:
    for position in (1, 2):
        batch.jobs.filter(position=position).update(question=f"Not among {position}.")
    page = body(packer_client, batch)
    assert 'id="print-all-asked"' not in page
    assert "Not among 1." in page
    assert "Not among 2." in page


def test_it_names_the_paper_to_destroy(packer_client: Client, batch: LabelBatch) -> None:
    print_out(batch, 1, 2)
    batch.jobs.filter(position=2).update(codes="TRK2")
    Label.objects.filter(package_number__in=("1002", "1003")).update(stale_at=timezone.now())
    page = body(packer_client, batch).split('id="destroy"')[1].split("</section>")[0]
    assert "Destroy these labels" in page
    assert "TRK2" in page
    assert "1002" in page
    assert "1003" not in page


def test_it_asks_to_look_for_a_label_that_may_have_come_out_twice(
    packer_client: Client, batch: LabelBatch
) -> None:
    print_out(batch, 1, 2)
    assert 'id="twice" class="destroy" aria-labelledby="twice-title" hidden' in body(packer_client, batch)
    batch.jobs.filter(position=2).update(maybe_twice=True)
    page = body(packer_client, batch).split('id="twice"')[1].split("</section>")[0]
    assert "Did this label print twice?" in page
    assert "1002" in page
    assert "1001" not in page


def test_it_shows_copies_reasons_warnings_and_times(packer_client: Client, batch: LabelBatch) -> None:
    print_out(batch, 1)
    move(batch, State.READY, 2, copy=2, reprint_because="jam", warning="Its barcode <b>reads</b> badly.")
    page = body(packer_client, batch)
    assert "Copy 2 (paper jam)" in page
    assert "Its barcode &lt;b&gt;reads&lt;/b&gt; badly." in page
    for head in ("Requested", "Fetched", "Ready", "Sent", "Printed", "Read back"):
        assert f">{head}</th>" in page
    assert f'id="reprint-{job_at(batch, 1).pk}"' in page
    assert f'id="reprint-{job_at(batch, 3).pk}"' not in page


def test_it_prints_only_the_newest_copy_again(packer_client: Client, batch: LabelBatch, packer: User) -> None:
    print_out(batch, 1)
    reprint(batch=batch, jobs=[job_at(batch, 1)], because="jam", user_id=packer.pk)
    batch.jobs.filter(copy=2).update(state=State.PRINTED)
    page = body(packer_client, batch)
    assert f'id="reprint-{job_at(batch, 1).pk}"' not in page
    assert f'id="reprint-{job_at(batch, 1, copy=2).pk}"' in page


def test_it_offers_what_can_be_done_now(packer_client: Client, batch: LabelBatch) -> None:
    other = printer_of()
    Printer.objects.filter(pk=other.pk).update(name="Other <printer>")
    page = body(packer_client, batch)
    for name in ("pause", "move", "cancel"):
        assert f'id="{name}"' in page
    assert f'<option value="{other.pk}">Other &lt;printer&gt;</option>' in page
    assert '<option value="browser">PDF in this browser</option>' in page
    assert 'id="go-on"' not in page
    print_out(batch, 1, 2, 3, 4)
    ended = body(packer_client, batch)
    assert 'id="go-on"' in ended
    for name in ("pause", "unpause", "move", "cancel", "print"):
        assert f'id="{name}"' not in ended


def test_it_offers_nothing_to_press_to_one_who_may_only_look(client: Client, batch: LabelBatch) -> None:
    print_out(batch, 1, state=State.UNKNOWN)
    batch.jobs.filter(position=2).update(question="No barcode can be read.")
    print_out(batch, 3)
    page = body(onlooker(client), batch).split('id="main"')[1]
    assert "<button" not in page.split('id="dialog"')[0].replace('<button type="button" class="btn-close', "")
    assert "/reprint/" not in page
    assert "/resume/" not in page


def test_it_sends_the_lists_only_when_something_has_moved(packer_client: Client, batch: LabelBatch) -> None:
    asks = re.search(r'hx-get="([^"]*seen[^"]*)"', body(packer_client, batch))
    assert asks
    poll = asks[1].replace("&amp;", "&")
    quiet = packer_client.get(poll, headers=HTMX).content.decode()
    assert "All labels" not in quiet
    assert 'id="actions"' not in quiet
    assert len(quiet) < 4000
    print_out(batch, 1, state=State.UNKNOWN)
    moved = packer_client.get(poll, headers=HTMX).content.decode()
    assert re.search(r'<section id="unknown"[^>]*hx-swap-oob="true"', moved)
    assert "All labels" in moved


def test_it_leaves_an_open_question_alone_while_labels_come_out(
    packer_client: Client, batch: LabelBatch
) -> None:
    print_out(batch, 1)
    asks = re.search(r'hx-get="([^"]*seen[^"]*)"', body(packer_client, batch))
    assert asks
    print_out(batch, 1, 2)
    moved = packer_client.get(asks[1].replace("&amp;", "&"), headers=HTMX).content.decode()
    assert "All labels" in moved
    assert 'id="actions"' not in moved


def test_it_asks_few_questions_of_the_database(
    packer_client: Client, batch: LabelBatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    print_out(batch, 1, 2)
    asks = re.search(r'hx-get="([^"]*seen[^"]*)"', body(packer_client, batch))
    assert asks
    with django_assert_max_num_queries(8):
        packer_client.get(asks[1].replace("&amp;", "&"), headers=HTMX)


def test_it_announces_what_is_printed(packer_client: Client, batch: LabelBatch) -> None:
    print_out(batch, 1, 2)
    assert announcement(progress(find_batch(batch.pk)), seen="1") == "2 of 4 labels are printed."
    print_out(batch, 1, 2, 3)
    print_out(batch, 4, state=State.UNKNOWN)
    assert announcement(progress(find_batch(batch.pk)), seen="3") == (
        "Finished. 3 of 4 labels are printed. 1 needs your answer."
    )


def test_it_leads_to_the_printers_page_when_it_is_stopped(packer_client: Client, batch: LabelBatch) -> None:
    Printer.objects.update(trouble="The paper is out.", looked_at=timezone.now())
    assert f'href="/stations/{batch.station_id}/"' in body(packer_client, batch)


def test_it_shows_the_state_of_each_job_in_words(packer_client: Client, batch: LabelBatch) -> None:
    print_out(batch, 1)
    print_out(batch, 2, state=State.SENT)
    page = body(packer_client, batch).split('id="jobs"')[1]
    assert (
        re.findall(r'class="state[^>]*>([^<]*)<', page) == ["Printed", "At the printer"] + ["Label ready"] * 2
    )
