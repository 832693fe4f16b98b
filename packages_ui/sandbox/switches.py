"""A bad day, as settings."""

from typing import Annotated, Any

import msgspec

NotNegative = Annotated[float, msgspec.Meta(ge=0)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Switches(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the sandbox misbehaves; every default is a good day.

    Shares are of all calls, 0 to 1, drawn from `seed`. `rate_per_second` 0 means no limit; `burst` calls may
    come at once. `drop_share` closes connections, half of them before the act and half after it, amid the
    answer. `slow_body_ms` spreads a body over that time; `malformed_share` cuts the JSON of a 200.
    `ignored`: parameters of PKG101 that an older Seller Center does not know, and answers as if they were not
    there. `clock_minutes`: how far its clock is ahead of ours, or behind. `unanswerable`: numbers of packages
    at which a page of PKG101 that holds them fails with 500.
    """

    latency_ms: NotNegative = 0
    rate_per_second: NotNegative = 0
    burst: Annotated[int, msgspec.Meta(ge=1)] = 20
    retry_after: bool = True
    fail_share: Share = 0
    fail_status: Annotated[int, msgspec.Meta(ge=500, le=504)] = 503
    drop_share: Share = 0
    slow_body_ms: NotNegative = 0
    malformed_share: Share = 0
    unauthorized: bool = False
    ignored: tuple[str, ...] = ()
    clock_minutes: float = 0
    unanswerable: tuple[str, ...] = ()
    seed: int = 1


def changed(switches: Switches, changes: dict[str, Any]) -> Switches:
    """A copy with some fields replaced; msgspec.ValidationError names what is wrong."""
    return msgspec.convert(msgspec.structs.asdict(switches) | changes, Switches)
