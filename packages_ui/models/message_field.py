"""A column that keeps a sentence as a code and its parameters, and gives it in the reader's language."""

from typing import TYPE_CHECKING, Any

from django.db import models

from packages_ui.messages.message import Message, dump, load

if TYPE_CHECKING:
    _Text = models.TextField["Message | str", Message]
else:
    _Text = models.TextField


class MessageField(_Text):
    """Takes a Message or a plain text, gives a Message; an old row's sentence is shown as it was written."""

    def from_db_value(self, value: str | None, *_: object) -> Message | None:
        return None if value is None else load(value)

    def get_prep_value(self, value: Any) -> Any:
        """TextField's own would make a Message of the text again."""
        return models.Field.get_prep_value(self, dump(value) if isinstance(value, Message) else value)

    def value_to_string(self, obj: models.Model) -> str:
        return dump(self.value_from_object(obj))

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, Message) or value is None else load(str(value))

    def deconstruct(self) -> Any:
        """The same column as a text field: migrations do not distinguish them."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
