"""What may be done to a package now: the one rule for buttons, forms and services."""

from packages_ui.messages.message import Message
from packages_ui.models import Act
from packages_ui.services.packages.action import PackageAction
from packages_ui.services.packages.reject import RejectAction
from packages_ui.services.packages.release import ReleaseAction
from packages_ui.services.packages.shipping_method import ChangeShippingMethodAction
from packages_ui.services.packages.snapshot import Reading
from packages_ui.services.packages.split import SplitAction
from packages_ui.services.packages.update import UpdateAction

ACTIONS: dict[Act.Verb, type[PackageAction]] = {
    action.verb: action
    for action in (UpdateAction, SplitAction, RejectAction, ChangeShippingMethodAction, ReleaseAction)
}


def why_not(verb: Act.Verb, reading: Reading) -> Message | str:
    """Why `verb` is not possible now; empty when it is possible."""
    return ACTIONS[verb].unavailable(reading)
