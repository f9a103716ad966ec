#!/usr/bin/env python3
"""Runs the demo in a pseudo-terminal, waits until the queue is drawn, types q and wants a clean exit."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

WANTED = ("QUEUES", "CASE", "DUE")
SECONDS = 60
# What a terminal answers when a program asks what it is.
ANSWERS = ((b"\x1b[c", b"\x1b[?62;22c"), (b"\x1b[?u", b"\x1b[?0u"), (b"\x1b[6n", b"\x1b[1;1R"))


def main(command):
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    os.kill(pid, signal.SIGWINCH)
    seen, asked_to_leave, end = b"", False, time.monotonic() + SECONDS
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                data = b""
            if not data:
                break
            seen += data
            for question, answer in ANSWERS:
                if question in data:
                    os.write(terminal, answer)
        text = re.sub(rb"\x1b\[[0-9;?<>=]*[A-Za-z]", b" ", seen).decode(errors="replace")
        if not asked_to_leave and all(word in text for word in WANTED):
            asked_to_leave = True
            os.write(terminal, b"q")
    else:
        os.kill(pid, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if not asked_to_leave:
        sys.stderr.write(seen[-4000:].decode(errors="replace"))
        sys.exit(f"\nthe queue was not drawn within {SECONDS} s (exit {status})")
    if status != 0:
        sys.exit(f"the demo left with {status} after q")
    print("the queue was drawn, and q ended the demo")


if __name__ == "__main__":
    main(sys.argv[1:])
