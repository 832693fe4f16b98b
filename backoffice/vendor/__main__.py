"""`make vendor`: cut static/vendor/ again out of static/vendor/whole/. Needs no network."""

from backoffice.vendor import inter, tabler


def main() -> None:
    (tabler.SERVED / "tabler.css").write_text(tabler.subset(), encoding="utf-8")
    inter.make()


if __name__ == "__main__":
    main()
