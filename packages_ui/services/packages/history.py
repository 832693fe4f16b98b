"""What was done, as sentences: from the code of the action and what was recorded before and after it, so that
an old record reads in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from packages_ui.messages import goods, marks
from packages_ui.messages import history as words
from packages_ui.messages.message import Message, load, message
from packages_ui.models import Act, Printer, Station

Verb = Act.Verb
ABOUT = ("station", "printer", "name")  # keys that name the row; the others are its fields


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the stations and printers that some actions are about, by id."""

    stations: Mapping[int, str] = field(default_factory=dict)
    printers: Mapping[int, str] = field(default_factory=dict)

    def station(self, pk: object) -> Message | str:
        return (self.stations.get(pk) if isinstance(pk, int) else None) or words.A_STATION()

    def printer(self, pk: object) -> Message | str:
        return (self.printers.get(pk) if isinstance(pk, int) else None) or words.A_PRINTER()


def names_in(acts: Iterable[Act]) -> Names:
    """By two queries, or fewer."""
    recorded = [{**act.before, **act.after} for act in acts]
    stations = {fields["station"] for fields in recorded if isinstance(fields.get("station"), int)}
    printers = {fields["printer"] for fields in recorded if isinstance(fields.get("printer"), int)}
    return Names(
        dict(Station.objects.filter(pk__in=stations).values_list("pk", "name")) if stations else {},
        dict(Printer.objects.filter(pk__in=printers).values_list("pk", "name")) if printers else {},
    )


def sentence_of(act: Act, names: Names) -> Message:
    """What was done; empty where nothing but the action's own name is known."""
    if act.sentence:
        return act.sentence
    describe = SENTENCES.get(Verb(act.verb)) if act.verb in Verb.values else None
    return describe(act, names) if describe else message("")


def _with_reason(sentence: Message, because: object) -> Message:
    reason = load(str(because or ""))
    return sentence + words.BECAUSE(reason=reason) if reason else sentence


def _print(act: Act, _names: Names) -> Message:
    return _with_reason(words.LABEL_REQUESTED(batch=_batch(act)), act.after.get("because"))


def _reprint(act: Act, _names: Names) -> Message:
    return _with_reason(words.LABEL_REPRINTED(batch=_batch(act)), act.after.get("because"))


def _answer(act: Act, _names: Names) -> Message:
    for key, yes, no in (
        ("came_out", words.LABEL_CAME_OUT, words.LABEL_DID_NOT),
        ("print_it", words.LABEL_ALLOWED, words.LABEL_LEFT_OUT),
        ("looked_for_two", words.CHECKED_DUPLICATE, words.CHECKED_DUPLICATE),
    ):
        if key in act.after:
            return (yes if act.after[key] else no)(batch=_batch(act))
    return message("")


def _cancel(act: Act, _names: Names) -> Message:
    return words.LABEL_CANCELLED(batch=_batch(act))


def _retry(act: Act, _names: Names) -> Message:
    if act.after.get("because") == "outdated":
        return words.OUTDATED_RENEWED(batch=_batch(act))
    again = words.OWN_LABEL if act.after.get("own") else words.LABEL_RETRIED
    return again(batch=_batch(act))


def _pack(act: Act, names: Names) -> Message:
    units, by_hand = act.after.get("units"), act.after.get("by_hand")
    if not isinstance(units, int):
        return message("")
    packed = words.PACKED(count=units, station=names.station(act.after.get("station")))
    return packed + words.BY_HAND(count=by_hand) if by_hand else packed


def _pack_without_label(act: Act, names: Names) -> Message:
    return _with_reason(_pack(act, names) + words.WITHOUT_LABEL(), act.after.get("because"))


def _print_invoice(act: Act, names: Names) -> Message:
    return words.INVOICE_REQUESTED(printer=names.printer(act.after.get("printer")))


def _pack_without_invoice(act: Act, _names: Names) -> Message:
    return _with_reason(words.WITHOUT_INVOICE(), act.after.get("because"))


def _take_over(act: Act, names: Names) -> Message:
    return words.TAKEN_OVER(station=names.station(act.after.get("station")))


def _hand_over(act: Act, _names: Names) -> Message:
    if act.after.get("again"):
        return words.UPDATE_SENT_AGAIN()
    if act.after.get("handover"):
        return words.HANDED_OVER(carrier=str(act.after.get("carrier") or ""))
    return words.REMOVED_FROM_LIST() if act.before.get("handover") else message("")


def _pause(act: Act, names: Names) -> Message:
    if "printer" in act.after:
        paused = words.PRINTER_PAUSED(printer=names.printer(act.after["printer"]))
        return _with_reason(paused, act.after.get("because"))
    return words.BATCH_PAUSED(batch=_batch(act))


def _resume(act: Act, names: Names) -> Message:
    if act.before.get("restored"):
        return words.ALL_RESUMED()
    if "printer" in act.after:
        return words.PRINTER_RESUMED(printer=names.printer(act.after["printer"]))
    return words.BATCH_RESUMED(batch=_batch(act))


def _move(act: Act, names: Names) -> Message:
    printer = act.after.get("printer")
    there = words.THE_BROWSER() if printer is None else names.printer(printer)
    return words.BATCH_MOVED(batch=_batch(act), count=act.after.get("labels") or 0, printer=there)


def _update(act: Act, _names: Names) -> Message:
    """Of a batch; a package's own sentence was recorded with the action."""
    if "batch" not in act.after:
        return message("")
    name = str(act.after.get("name") or "")
    return words.BATCH_NAMED(batch=_batch(act), name=name) if name else words.BATCH_UNNAMED(batch=_batch(act))


def _setting(act: Act, names: Names) -> Message:
    """A printer or a station: added, changed, deleted, paired."""
    if "carrier" in act.after:
        before, after = (str(fields.get("dpi") or "–") for fields in (act.before, act.after))
        return words.CARRIER_DPI(carrier=str(act.after["carrier"]), before=before, after=after)
    if "pairing_slip" in act.after:
        return words.PAIRING_PRINTED(printer=names.printer(act.after.get("printer")))
    if act.after.get("proved"):
        return words.PAIRED(printer=names.printer(act.after.get("printer")))
    name = str(act.before.get("name") or act.after.get("name") or "")
    if act.after.get("deleted"):
        return words.DELETED(name=name)
    return words.CHANGED(name=name, changes=_changes(act)) if act.before else words.ADDED(name=name)


def _agent(act: Act, _names: Names) -> Message:
    name = str(act.after.get("name") or act.before.get("name") or "")
    if act.after.get("deleted"):
        return words.DELETED(name=name)
    if act.after.get("revoked"):
        return words.AGENT_REVOKED(name=name)
    return (words.AGENT_CODE if act.after.get("code") else words.AGENT_PAIRED)(name=name)


def _changes(act: Act) -> str:
    """The fields as they are named in the code: for administrators."""
    fields = [name for name in act.after if name not in ABOUT]
    if act.before.get("name") != act.after.get("name"):
        fields.insert(0, "name")
    return ", ".join(f"{name}: {act.before.get(name, '–')} → {act.after.get(name, '–')}" for name in fields)


def _teach(act: Act, _names: Names) -> Message:
    if "goods" in act.after:
        counts = {name: act.after.get(name) or 0 for name in ("added", "replaced", "same")}
        return goods.IMPORTED(**counts)
    if "added" in act.after:
        counts = {name: act.after.get(name) or 0 for name in ("added", "replaced", "same")}
        return words.BARCODES_IMPORTED(**counts)
    barcode = str(act.after.get("barcode") or act.before.get("barcode") or "")
    before, after = act.before.get("product"), act.after.get("product")
    if not after:
        return words.BARCODE_DELETED(barcode=barcode, product=str(before or ""))
    if before:
        return words.BARCODE_MOVED(barcode=barcode, before=str(before), product=str(after))
    return words.BARCODE_ADDED(barcode=barcode, product=str(after))


def _hold(act: Act, _names: Names) -> Message:
    return marks.HOLD_NOTED(because=str(act.after.get("because") or ""))


def _let_go(act: Act, _names: Names) -> Message:
    return marks.RELEASE_NOTED(because=str(act.before.get("because") or ""))


def _mark(act: Act, _names: Names) -> Message:
    sentence = message("")
    if "note" in act.after:
        sentence += marks.NOTE_NOTED() if act.after["note"] else marks.NOTE_REMOVED()
    if "tags" in act.after:
        before, after = (", ".join(map(str, fields.get("tags") or [])) for fields in (act.before, act.after))
        sentence += marks.TAGS_NOTED(before=before or "–", after=after or "–")
    if "assigned" in act.after:
        who = str(act.after["assigned"] or "")
        sentence += marks.ASSIGNED_NOW(who=who) if who else marks.ASSIGNED_TO_NOBODY()
    return sentence


def _batch(act: Act) -> str:
    """Its number as text: no thousands are grouped in it."""
    return str(act.after.get("batch") or act.before.get("batch") or "–")


SENTENCES: Mapping[Verb, Callable[[Act, Names], Message]] = {
    Verb.UPDATE: _update,
    Verb.PRINT: _print,
    Verb.REPRINT: _reprint,
    Verb.ANSWER: _answer,
    Verb.CANCEL: _cancel,
    Verb.RETRY: _retry,
    Verb.PACK: _pack,
    Verb.PACK_WITHOUT_LABEL: _pack_without_label,
    Verb.PRINT_INVOICE: _print_invoice,
    Verb.PACK_WITHOUT_INVOICE: _pack_without_invoice,
    Verb.TAKE_OVER: _take_over,
    Verb.HAND_OVER: _hand_over,
    Verb.PAUSE: _pause,
    Verb.RESUME: _resume,
    Verb.MOVE: _move,
    Verb.PRINTER: _setting,
    Verb.STATION: _setting,
    Verb.OVERVIEW: _setting,
    Verb.AGENT: _agent,
    Verb.TEACH: _teach,
    Verb.HOLD: _hold,
    Verb.LET_GO: _let_go,
    Verb.MARK: _mark,
}
