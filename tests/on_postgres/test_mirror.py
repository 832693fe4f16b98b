"""The copy of packages, and its search."""

from tests.on_postgres.rerun import rerun


def test_it_keeps_its_promises() -> None:
    rerun(
        "services/mirror/test_find.py",
        "services/mirror/test_keep.py",
        "services/test_forget_person.py",
        "views/packages/test_list_search.py",
        in_sixths=(
            "services/mirror/test_sync.py",
            "services/mirror/test_sync_command.py",
            "services/mirror/test_windows.py",
            "services/bulk_actions/test_make.py",
            "services/bulk_actions/test_run.py",
            "services/packages/test_own_copy.py",
            "views/packages/test_bulk.py",
        ),
    )
