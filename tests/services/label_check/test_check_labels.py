"""`manage.py check_labels`: by files as carriers send them, without a database."""

import gzip
import json
import os
from base64 import b64encode
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from packages_ui.drawing.processes import SHARED_AT
from packages_ui.services.label_check.files import PICTURES, in_nature
from tests.labels.makers import make_html, make_picture

BARS = "^FO60,300^BY3^BCN,160,Y,N,N^FDTEST12345678^FS"
TIDY = f"^XA^PR6~SD20{BARS}^XZ"
LONG = f"^XA{BARS}^FO60,1500^BY3^BCN,160,Y,N,N^FDKOLI-12^FS^XZ"
LOST = f"^XA{BARS}^FO9,9^B9N,9^FD1^FS^XZ"


def run(*arguments: str) -> tuple[int, str]:
    """Exit code, and what was said on both streams."""
    out = StringIO()
    try:
        call_command("check_labels", *arguments, stdout=out, stderr=out)
    except SystemExit as ended:
        return (ended.code, out.getvalue()) if isinstance(ended.code, int) else (1, str(ended.code))
    return 0, out.getvalue()


def facts(*arguments: str) -> dict[str, Any]:
    """What is said of each file, by its name, and the totals."""
    lines = [json.loads(line) for line in run(*arguments, "--json")[1].splitlines() if line[:1] == "{"]
    return {line.get("name", "totals"): line for line in lines}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tidy.zpl").write_text(TIDY)
    (tmp_path / "answer.json").write_text(json.dumps({"data": b64encode(TIDY.encode()).decode()}))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "picture.png").write_bytes(make_picture(400, 600))
    return tmp_path


def test_it_says_what_each_file_is_and_what_the_printer_gets(folder: Path) -> None:
    (folder / "long.zpl").write_text(LONG)
    (folder / "lost.zpl").write_text(LOST)
    (folder / "page.html").write_text(make_html("KARGO"))
    said = facts(str(folder))
    tidy, long, lost = said["tidy.zpl"], said["long.zpl"], said["lost.zpl"]
    assert (tidy["format"], tidy["verdict"], tidy["pieces"], tidy["sizes"]) == (
        "zpl",
        "prints",
        1,
        [[100, 150]],
    )
    assert tidy["barcodes"] == [["Code128", "TEST12345678"]]
    assert tidy["printer"] == "the label as it came, between the printer's own values, without ^PR, ~SD"
    assert [long["sizes"][0][0], [text for _, text in long["barcodes"]]] == [100, ["TEST12345678", "KOLI-12"]]
    assert "a picture at 203 dpi, because it is larger than the paper" in long["printer"]
    assert any("it is scaled to" in warning for warning in long["warnings"])
    assert lost["lost"] == ["^FO9,9^B9N,9^FD1"]
    assert "1 field of 2 could not be drawn, a barcode among them." in lost["warnings"]
    at_300 = facts(str(folder / "lost.zpl"), "--printer", "300", "--no-pictures")["lost.zpl"]
    assert at_300["warnings"] == ["1 field of 2 could not be drawn, a barcode among them."]
    assert at_300["verdict"] == "asks first"
    assert "This label could not be checked: its barcodes were not read." in lost["warnings"]
    assert said["page.html"]["printer"] == "a picture at 203 dpi, because it is not ZPL"
    assert said["sub/picture.png"]["verdict"] == "asks first"
    assert said["totals"]["totals"] == {"files": 6, "labels": 6, "prints": 5, "asks first": 1, "refused": 0}


@pytest.mark.parametrize(
    ("content", "wrapping"),
    [
        (TIDY.encode(), ""),
        (b64encode(TIDY.encode()), "base64"),
        (b64encode(gzip.compress(TIDY.encode())), "gzip in base64"),
        (gzip.compress(TIDY.encode()), "gzip"),
        (b"data:text/plain;base64," + b64encode(TIDY.encode()), "data URI"),
        (json.dumps([TIDY]).encode(), "JSON"),
    ],
)
def test_it_says_what_a_label_came_in(tmp_path: Path, content: bytes, wrapping: str) -> None:
    (tmp_path / "label").write_bytes(content)
    said = facts(str(tmp_path), "--no-pictures")["label"]
    assert (said["wrapping"], said["format"], said["verdict"]) == (wrapping, "zpl", "prints")


def test_it_says_why_what_came_is_no_label(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    assert "empty" in facts(str(tmp_path))["empty.txt"]["printer"]


def test_it_tries_another_printer_and_other_paper(folder: Path) -> None:
    (folder / "tidy.zpl").write_text(TIDY.replace("^PR6", "^PW799^LL1199"))
    said = facts(str(folder / "tidy.zpl"), "--printer", "300", "--paper", "60x40", "--no-pictures")[
        "tidy.zpl"
    ]
    assert said["printer"] == "a picture at 300 dpi, because it was made for 203 dpi"
    assert any("100 × 150 mm is larger than the paper" in warning for warning in said["warnings"])
    assert not (folder / PICTURES).exists()


def test_it_draws_each_page_beside_the_label_and_keeps_what_was_there(folder: Path) -> None:
    (folder / PICTURES).mkdir()
    (folder / PICTURES / "tidy.zpl.1.png").write_bytes(b"mine")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for _ in range(2):  # the second run finds the pictures of the first
        assert f"-> {PICTURES}-2/tidy.zpl.1.png" in run(str(folder))[1]
    assert {path: path.read_bytes() for path in before} == before
    made = folder / f"{PICTURES}-2"
    assert (made / "sub" / "picture.png.1.png").read_bytes().startswith(b"\x89PNG")
    assert (
        len(facts(str(folder), "--no-pictures")) == len(before) + 1
    )  # nor does a third take them for labels


def test_it_goes_on_behind_what_cannot_be_read(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"%PDF-1.7 broken")
    (folder / "b.txt").write_text("etiket hazır değil \x1b[2J")
    os.mkfifo(folder / "c.pipe")
    (folder / "d.zpl").symlink_to(folder / "nowhere")
    (folder / "e.zpl").write_text("^XA^FO9,9^FDno end")
    (folder / "in the way").write_text("^XA")
    code, said = run(str(folder), "--pictures", str(folder / "in the way"))
    assert code == 1
    assert "a.pdf: refused" in said
    assert "is broken and cannot be opened" in said
    assert said.count("the file cannot be read (It is not a file)") == 2
    assert "swallow the next label" in said
    assert "\x1b" not in said
    assert "No pictures: " in said
    assert "Files: 9." in said
    assert "Printed: 2. Asked about first: 1. Refused: 6." in said


def test_it_ends_well_only_where_all_would_be_printed(folder: Path) -> None:
    assert run(str(folder), "--no-pictures")[0] == 0
    assert run(str(folder / "nowhere"))[0] == 1
    (folder / "empty").mkdir()
    assert run(str(folder / "empty"))[0] == 1


def test_it_works_where_nothing_draws_zpl(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """zplkit's licence is not for everybody; a child inherits what is not installed here."""
    from packages_ui.drawing import draw  # noqa: PLC0415 - its children are made anew

    (folder / "zplkit.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.delenv(SHARED_AT)
    draw.close()
    said = facts(str(folder / "tidy.zpl"), "--no-pictures")["tidy.zpl"]
    draw.close()
    assert any("the renderer (zplkit) is not installed" in warning for warning in said["warnings"])
    assert said["printer"].startswith("the label as it came")


def test_it_sorts_numbers_by_their_value() -> None:
    assert sorted(["a10", "²", "a2", "A1", "10", "9"], key=in_nature) == ["9", "10", "A1", "a2", "a10", "²"]
    assert in_nature("a" + "9" * 5000)


def test_it_tries_epl_on_a_printer_that_understands_it(tmp_path: Path) -> None:
    (tmp_path / "label.epl").write_text('N\nq812\nA50,50,0,4,1,1,N,"KARGO"\nP1\n')
    refused, sent = (facts(str(tmp_path), *more)["label.epl"] for more in ((), ("--epl",)))
    assert (refused["verdict"], sent["verdict"]) == ("refused", "prints")
    assert "as it came" in sent["printer"]
