"""What the pool tells its template process, and what that answers."""

from msgspec import Struct, msgpack


class Fork(Struct, frozen=True, tag=True):
    """Make a child that serves the socket which comes with this."""


class Join(Struct, frozen=True, tag=True):
    """Take orders by the socket that comes with this, too: another process draws by the same template."""


class End(Struct, frozen=True, tag=True):
    """End that child, if it has not ended, and say how it ended."""

    pid: int


class Ready(Struct, frozen=True, tag=True):
    """Everything is loaded."""


class Forked(Struct, frozen=True, tag=True):
    """The child's number."""

    pid: int


class Ended(Struct, frozen=True, tag=True):
    """How it ended, as `waitpid` tells it."""

    status: int


ORDER: msgpack.Decoder[Fork | Join | End] = msgpack.Decoder(Fork | Join | End)
REPLY: msgpack.Decoder[Ready | Forked | Ended] = msgpack.Decoder(Ready | Forked | Ended)
