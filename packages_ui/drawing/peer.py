"""Who is at the other end of a unix socket: an address that is no file is open to all."""

import os
import socket
import struct

CREDENTIALS = struct.Struct("3i")  # process, user and group


def is_of_this_user(end: socket.socket) -> bool:
    sent = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
    return bool(CREDENTIALS.unpack(sent)[1] == os.getuid())
