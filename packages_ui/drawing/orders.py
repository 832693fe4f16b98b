"""Messages between the pool and its template process."""

from msgspec import Struct, msgpack


class Fork(Struct, frozen=True, tag=True):
    """Make a child that serves the socket that comes with this, with the niceness of who orders it."""

    nice: int = 0


class End(Struct, frozen=True, tag=True):
    """End that child, if it has not ended; the reply is how it ended."""

    pid: int


class Ready(Struct, frozen=True, tag=True):
    """All libraries are loaded."""


class Forked(Struct, frozen=True, tag=True):
    """The child's process id."""

    pid: int


class Ended(Struct, frozen=True, tag=True):
    """How it ended, as `waitpid` reports it."""

    status: int


ORDER: msgpack.Decoder[Fork | End] = msgpack.Decoder(Fork | End)
REPLY: msgpack.Decoder[Ready | Forked | Ended] = msgpack.Decoder(Ready | Forked | Ended)
