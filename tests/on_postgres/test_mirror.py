"""The copy of packages, and its search."""

from tests.on_postgres.rerun import rerun


def test_it_keeps_its_promises() -> None:
    rerun(
        "services/mirror",
        "services/bulk_actions",
        "services/test_forget_person.py",
        "services/packages/test_own_copy.py",
        "views/packages/test_list_search.py",
        "views/packages/test_bulk.py",
    )
