"""Our own marks on packages."""

from tests.on_postgres.rerun import rerun


def test_it_keeps_its_promises() -> None:
    rerun(
        "services/bulk_actions/test_mark.py",
        "services/marks/test_searched.py",
        "services/marks/test_write_on.py",
        "views/packages/test_own_marks.py",
        "views/packing/test_pack_own_marks.py",
    )
