"""Runs a command at a terminal that closes once a text is to be read: python3 closed-terminal.py TEXT COMMAND...

The command ends with this process, and gets its SIGHUP.
"""
import ctypes
import os
import pty
import signal
import sys

pid, terminal = pty.fork()
if pid == 0:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    os.execvp(sys.argv[2], sys.argv[2:])

sent = ""
while sys.argv[1] not in sent:
    sent += os.read(terminal, 65536).decode(errors="replace")
os.close(terminal)
signal.signal(signal.SIGHUP, lambda *_: os.kill(pid, signal.SIGHUP))
print("terminal closed", flush=True)
os.waitpid(pid, 0)
