"""What pages load of others is all that they use, and little else."""

import re
from hashlib import sha256

import brotli  # type: ignore[import-untyped] # the package ships no types
import tinycss2  # type: ignore[import-untyped] # it has no types
from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # the package ships no types

from backoffice.bundles import make
from backoffice.vendor import inter, tabler

TURKISH = "abcçdefgğhıijklmnoöprsştuüvyzABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ0123456789₺“”–…"


def test_it_serves_every_rule_of_tabler_that_a_page_can_meet() -> None:
    served = set((tabler.SERVED / "tabler.css").read_text(encoding="utf-8").splitlines())
    missing = [rule for rule in tabler.subset().splitlines() if rule not in served]
    assert missing == [], "cut it out again: make vendor"


def test_it_leaves_out_what_no_page_uses() -> None:
    assert len(tabler.subset()) < len(tabler.WHOLE.read_text(encoding="utf-8")) / 6
    assert "carousel" not in tabler.subset()


def test_it_keeps_a_rule_for_one_of_its_selectors() -> None:
    def kept(css: str) -> list[str]:
        return list(tabler._kept(tinycss2.parse_rule_list(css), {"btn", "open"}))

    assert kept(".btn,.carousel{color:red}") == [".btn{color:red}"]
    assert kept(".btn:not(.carousel){color:red}") == [".btn:not(.carousel){color:red}"]
    assert kept(".btn:is(.carousel,[open]){color:red}") == [".btn:is(.carousel,[open]){color:red}"]
    assert kept("@media print{.carousel,.btn .tab{color:red}}") == []


def test_it_keeps_no_variable_that_nothing_reads() -> None:
    rules = [':root{--tblr-a:url("x;y");--tblr-b:1;--tblr-c:2}', "p{color:var(--tblr-b)}"]
    assert tabler._without_unread(rules) == [":root{--tblr-b:1;}", "p{color:var(--tblr-b)}"]


def test_it_draws_english_and_turkish_with_one_small_file() -> None:
    path = inter.SERVED / "inter.woff2"
    assert {*map(ord, TURKISH)} <= TTFont(path).getBestCmap().keys()
    assert path.stat().st_size < 32 * 1024
    assert re.search(r"U\+0130-0131", (inter.ROOT / "static" / "app.css").read_text(encoding="utf-8"))


def test_it_takes_no_sentence_for_classes() -> None:
    texts = ["A toast goes by.", "btn btn-lg", '<b class="badge">Some carousel</b>', "#rows .card"]
    assert tabler._names(texts) == {"btn", "btn-lg", "badge", "rows", "card"}


def test_the_two_files_of_the_reader_belong_together() -> None:
    script = (tabler.SERVED / "zxing.js").read_text(encoding="utf-8")
    assert sha256((tabler.SERVED / "zxing.wasm").read_bytes()).hexdigest() in script
    assert "://" not in script, "it would load from a host of others"


def test_the_reader_comes_in_little_time() -> None:
    files = [make("reader.js"), tabler.SERVED / "zxing.wasm"]
    sent = sum(len(brotli.compress(path.read_bytes(), quality=5)) for path in files)  # collectstatic takes 11
    assert sent <= 400 * 1024
