import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// All reasons to skip a test, because the machine, or this run, lacks something. `run-tests.ts` checks the reason of
// each skipped test again, so that a machine with the program skips nothing.

const mounting = ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'];

const needs = {
  root: () => process.getuid?.() === 0,
  mounts: () => process.getuid?.() === 0 && spawnSync('unshare', mounting).status === 0,
  fuse: () => needs.mounts() && existsSync('/dev/fuse') && runs('python3'),
  networks: () => spawnSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up']).status === 0,
  'systemd-notify': () => runs('systemd-notify'),
  'systemd-analyze': () => runs('systemd-analyze'),
  python3: () => runs('python3'),
  bash: () => runs('bash'),
  pgbouncer: () => runs('pgbouncer'),
  promtool: () => runs('promtool'),
  'apt-get': () => runs('apt-get') && runs('dpkg-deb'),
  gpg: () => runs('gpg'),
  minisign: () => runs('minisign', '-v'),
  caddy: () => runs('caddy', 'version'),
  nginx: () => runs('nginx', '-v'),
  haproxy: () => runs('haproxy', '-v'),
  sshd: () => runs('sshd', '-V'),
  mosquitto: () => isThere('mosquitto') && isThere('mosquitto_sub'),
  // Cases for one database, in a file that runs on both.
  SQLite: (env: NodeJS.ProcessEnv) => env['TEST_POSTGRES_URL'] === undefined,
  PostgreSQL: (env: NodeJS.ProcessEnv) => env['TEST_POSTGRES_URL'] !== undefined,
};

export type Need = keyof typeof needs;

/** Returns why a test must be skipped here, for its `skip`; false when it can run. */
export function lacking(...names: Need[]): string | false {
  const lacks = names.find((name) => !needs[name](process.env));
  return lacks ? `needs ${lacks}` : false;
}

/** Whether this reason of a skipped test is true here. @param env of the test */
export function isLacking(reason: string, env: NodeJS.ProcessEnv): boolean {
  return Object.entries(needs).some(([name, has]) => reason === `needs ${name}` && !has(env));
}

function runs(program: string, version = '--version'): boolean {
  return spawnSync(program, [version], { stdio: 'ignore' }).status === 0;
}

/** Whether a program exists. Some programs fail when they print their version. */
function isThere(program: string): boolean {
  return spawnSync(program, ['--help'], { stdio: 'ignore' }).error === undefined;
}
