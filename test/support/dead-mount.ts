import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Test } from 'tap';

/** Mounts a file system whose program never answers, and unmounts it at the end of its standard input. */
const program = `
import ctypes, os, sys
where = sys.argv[1].encode()
fd = os.open('/dev/fuse', os.O_RDWR)
libc = ctypes.CDLL(None, use_errno=True)
options = b'fd=%d,rootmode=40000,user_id=0,group_id=0' % fd
if libc.mount(b'dead', where, b'fuse', 0, options) != 0:
    sys.exit(os.strerror(ctypes.get_errno()))
print('mounted', flush=True)
sys.stdin.read()
libc.umount2(where, 2)
`;

/** A folder like that of a network share whose server is gone: reading anything in it never ends. */
export async function mountDeadFolder(t: Test): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vestibule-dead-'));
  const python = spawn('python3', ['-c', program, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(python.stdout, 'data');
  t.teardown(async () => {
    const exited = once(python, 'exit');
    python.stdin.end();
    await exited;
    rmdirSync(folder);
  });
  return folder;
}
