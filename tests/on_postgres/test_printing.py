"""The print ledger, its feeders' queue, and the batches that fill it."""

from tests.on_postgres.rerun import rerun


def test_it_keeps_its_promises() -> None:
    rerun(
        "backoffice/test_connections.py",
        "backoffice/test_time_limit.py",
        "services/printing/test_interleaving.py",
        "services/printing/test_agent_link.py",
        "services/printing/test_ledger.py",
        "services/printing/test_queue.py",
        "services/printing/test_reprint.py",
        "services/printing/test_watch.py",
        "services/printing/test_batch_settle.py",
        "services/batches/test_fetch.py",
        "services/batches/test_label_states.py",
        "services/test_audit.py",
        "services/test_broken_connection.py",
        "services/test_bulk.py",
        "services/test_lease.py",
        "services/test_lengths.py",
        "services/test_prune.py",
        in_sixths=(
            "services/printing/test_answer.py",
            "services/batches/test_batches.py",
            "services/batches/test_fetch_pause.py",
        ),
    )
