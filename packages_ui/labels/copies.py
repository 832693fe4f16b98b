"""Many copies of a label of ours in one job: a label printer counts them itself."""

from dataclasses import replace

from packages_ui.labels.papers import Printable

ZPL_ONE, ZPL_MANY = b"^PQ1,0,1,Y^XZ\n", b"^PQ%d,0,1,Y^XZ\n"
EPL_ONE, EPL_MANY = b"\r\nP1\r\n", b"\r\nP%d\r\n"


def counted(printable: Printable, copies: int) -> Printable:
    """A single graphic of ours for a label printer, so many times. ValueError for anything else."""
    for one, many in ((ZPL_ONE, ZPL_MANY), (EPL_ONE, EPL_MANY)):
        if printable.pieces == 1 and printable.content.endswith(one):
            return replace(
                printable, content=printable.content.removesuffix(one) + many % copies, pieces=copies
            )
    raise ValueError("not one label of ours")
