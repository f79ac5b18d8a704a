"""Types at a terminal of 80 columns: python3 at-terminal.py TYPED.json COMMAND...

The file is a list of pairs: when the first is to be read, the second is typed. Prints what the
terminal was sent, and ends with the exit code of the command.
"""
import fcntl
import json
import os
import pty
import struct
import sys
import termios

pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])

with open(sys.argv[1]) as file:
    typed = json.load(file)
sent = ""
read = 0
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    sent += part.decode(errors="replace")
    # Written at once, so that an unexpected question is visible before the script is ended.
    sys.stdout.buffer.write(part)
    sys.stdout.flush()
    while typed and typed[0][0] in sent[read:]:
        wanted, keys = typed.pop(0)
        read = sent.index(wanted, read) + len(wanted)
        if keys:
            os.write(terminal, keys.encode())
            # Skips the echo of the typed keys, which is not the next expected text.
            read = max(read, len(sent))
_, status = os.waitpid(pid, 0)
if typed:
    print("\nnever read:", typed[0][0])
sys.exit(os.waitstatus_to_exitcode(status))
