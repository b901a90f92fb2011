#!/usr/bin/env python3
"""Checks the encryption of a running coordinator from outside, with pyzmq as an independent client.

    Scripts/check_pyzmq.py tcp://HOST:PORT worker.key

Needs pyzmq. Prints a line a check; exits with 1 if one fails. It only shakes hands: no message is sent.
"""

import sys
import time

import zmq
from zmq.utils.monitor import recv_monitor_message

SUCCEEDED = zmq.EVENT_HANDSHAKE_SUCCEEDED
FAILURES = {
    zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL: "the server hung up",
    zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL: "protocol error",
    zmq.EVENT_HANDSHAKE_FAILED_AUTH: "authentication refused",
}


def read_key_file(path):
    """The names and keys of a worker's key file (docs/security.md)."""
    with open(path, encoding="ascii") as file:
        lines = [line.split() for line in file if line.strip() and not line.startswith("#")]
    if lines[0] != ["podium-key", "worker", "1"]:
        sys.exit(f"{path}: expected a worker's key file, which begins with `podium-key worker 1`")
    return {name: key.encode() for name, key in lines[1:]}


def shake_hands(endpoint, server_key=None, pair=None, seconds=10):
    """What a handshake comes to: "accepted", or how it failed."""
    with zmq.Context() as context, context.socket(zmq.DEALER) as socket:
        socket.linger = 0
        if server_key:
            socket.curve_serverkey = server_key
            socket.curve_publickey, socket.curve_secretkey = pair
        monitor = socket.get_monitor_socket()
        socket.connect(endpoint)
        outcome = "no answer"
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 and monitor.poll(left * 1000):
            event = recv_monitor_message(monitor)
            if event["event"] == SUCCEEDED:
                outcome = "accepted"
                break
            if event["event"] in FAILURES:
                outcome = f"{FAILURES[event['event']]} ({event['value']:#x})"
                break
        socket.disable_monitor()
        return outcome


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    endpoint, keys = sys.argv[1], read_key_file(sys.argv[2])
    server = keys["server-public-key"]
    pair = keys["public-key"], keys["secret-key"]
    checks = [
        ("the worker's key is accepted", "accepted", (server, pair)),
        ("an unknown key is refused", "authentication refused (0x190)", (server, zmq.curve_keypair())),
        ("another server's key gets no link", "the server hung up", (zmq.curve_keypair()[0], pair)),
        ("no key gets no link", "protocol error", ()),
    ]
    failed = False
    for name, expected, arguments in checks:
        outcome = shake_hands(endpoint, *arguments)
        passed = outcome.startswith(expected)
        failed |= not passed
        print(f"{'ok    ' if passed else 'FAILED'} {name}: {outcome}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
