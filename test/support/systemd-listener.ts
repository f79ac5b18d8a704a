import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Test } from 'tap';

/** Listens like systemd on a socket that Node cannot open, and prints each message. */
const listener = `
import array, os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('listening', flush=True)
while True:
    data, ancillary, _, _ = s.recvmsg(4096, 4096)
    # A descriptor that came along is a barrier: systemd-notify waits until it is closed.
    for level, kind, held in ancillary:
        for fd in array.array('i', held): os.close(fd)
    for line in data.decode().splitlines(): print(line, flush=True)
`;

/** Listens for messages to systemd. */
export async function listen(t: Test) {
  // A test's own folder can be too deep, because a socket's name has at most 107 bytes.
  const folder = mkdtempSync(path.join(tmpdir(), 'vestibule-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const socket = path.join(folder, 'notify');
  const python = spawn('python3', ['-c', listener, socket], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(async () => {
    python.kill();
    await once(python, 'exit');
  });
  const told: string[] = [];
  const lines = createInterface({ input: python.stdout });
  lines.on('line', (line) => told.push(line));
  /** Waits until this message has come once more. */
  const until = async (wanted: string): Promise<void> => {
    while (!told.includes(wanted)) await once(lines, 'line');
    told.splice(told.indexOf(wanted), 1);
  };
  await until('listening');
  return { socket, until };
}
