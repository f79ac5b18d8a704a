import { readdir, readFile, readlink } from 'node:fs/promises';

/** The state "listen" in `/proc/net/tcp`. */
const listening = '0A';

/**
 * Names the program that listens on a TCP port of this machine: `nginx (process 812)`. Only root sees the programs of
 * other users. Null when unknown, for example without `/proc`.
 */
export async function portHolder(port: number): Promise<string | null> {
  const inodes = new Set([
    ...(await listeningInodes('/proc/net/tcp', port)),
    ...(await listeningInodes('/proc/net/tcp6', port)),
  ]);
  if (inodes.size === 0) return null;
  const links = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (!(await hasOpen(pid, links))) continue;
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
    return `${name || 'a program'} (process ${pid})`;
  }
  return null;
}

/** Each socket has a line: number, local address and port, remote ones, state, …, with the inode as the tenth word. */
async function listeningInodes(table: string, port: number): Promise<string[]> {
  const text = await readFile(table, 'utf8').catch(() => '');
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return text.split('\n').flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === listening && local?.endsWith(wanted) && inode ? [inode] : [];
  });
}

async function hasOpen(pid: string, links: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  for (const name of await readdir(folder).catch(() => [])) {
    const target = await readlink(`${folder}/${name}`).catch(() => '');
    if (links.has(target)) return true;
  }
  return false;
}
