"""Documents: pick lists, packing slips, command sheets, station slips and handover lists as PDF."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from packages_ui.models.message_field import MessageField
from packages_ui.models.printer import Printer, Station
from packages_ui.models.slip import Slip


class Document(models.Model):
    """A document made by a worker: wanted → making → made, or failed with the reason in `sentence`.

    `about` is its content, by kind: {"numbers": [...]} of packages in their order, {"batch": id},
    {"handover": id}, {"station": id}; "missing" are those of "numbers" that a made one does not have. `done`
    of `total` packages are read so far. `path` is relative to MEDIA_ROOT. `printer` prints it once it is
    made, by `slip`. `claim` is the lease token of the worker that makes it. `sentence` of a made one says
    what is missing on it. `cart`: how many boxes are on the cart of a pick list, 0 for none.
    """

    class Kind(models.TextChoices):
        PICK_LIST = "pick_list", _("Pick list")
        PACKING_SLIP = "packing_slip", _("Packing slip")
        COMMAND_SHEET = "command_sheet", _("Command sheet")
        STATION_SLIP = "station_slip", _("Station slip")
        HANDOVER_LIST = "handover_list", _("Handover list")

    class State(models.TextChoices):
        WANTED = "wanted", _("Waiting")
        MAKING = "making", _("In progress")
        MADE = "made", _("Done")
        FAILED = "failed", _("Failed")

    class Paper(models.TextChoices):
        A4 = "A4", "A4"
        A6 = "A6", "A6"

    class Language(models.TextChoices):
        TR = "tr", "Türkçe"
        EN = "en", "English"

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    about = models.JSONField(default=dict)
    is_reversed = models.BooleanField(default=False)
    cart = models.PositiveSmallIntegerField(default=0, db_default=0)
    with_prices = models.BooleanField(default=False)
    paper = models.CharField(max_length=2, choices=Paper.choices, default=Paper.A4)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.TR)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WANTED, db_index=True)
    claim = models.CharField(max_length=32, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    sentence = MessageField(blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    station = models.ForeignKey(Station, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    printer = models.ForeignKey(Printer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    slip = models.ForeignKey(Slip, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    wanted_at = models.DateTimeField(auto_now_add=True, db_index=True)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def code(self) -> str:
        """The content of its own barcode: D and its id."""
        return f"D{self.pk}"
