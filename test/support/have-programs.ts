import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { headlessShell, noChromium } from '../e2e/browser.ts';
import { lacking } from './needs.ts';
import { noPostgres, requiredPrograms } from './postgres/server.ts';

// Runs before the tests, with `--release` before those for a release. Finds the programs that they drive, or installs them where that needs no question (Debian,
// root). Elsewhere it says in one sentence what to do, and the tests do not start.

interface Program {
  package: string;
  isHere: () => boolean;
  /** The message when the program is missing; null: its tests are skipped. */
  lacking: string | null;
}

const forAll: readonly Program[] = [
  { package: 'chromium', isHere: () => findChromium() !== null, lacking: noChromium },
  { package: 'chromium-headless-shell', isHere: () => existsSync(headlessShell), lacking: null },
];
const forRelease: readonly Program[] = [
  {
    package: 'postgresql',
    isHere: () => requiredPrograms() !== null || Boolean(process.env['TEST_WITHOUT_POSTGRES']),
    lacking: noPostgres,
  },
  {
    package: 'pgbouncer',
    isHere: () => lacking('pgbouncer') === false || Boolean(process.env['TEST_WITHOUT_POSTGRES']),
    lacking: null,
  },
];

const programs = process.argv.includes('--release') ? [...forAll, ...forRelease] : forAll;

function apt(...args: string[]): boolean {
  const { status } = spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}

const missing = programs.filter(({ isHere }) => !isHere()).map((program) => program.package);
if (missing.length > 0 && process.getuid?.() === 0) {
  process.stdout.write(`Installing ${missing.join(' and ')} for the tests ...\n`);
  // One by one, because an older Debian lacks some of them.
  if (apt('update')) {
    for (const name of missing) apt('install', '-y', '--no-install-recommends', name);
  }
}
for (const program of programs) {
  if (program.lacking === null || program.isHere()) continue;
  process.stderr.write(`${program.lacking}\n`);
  process.exitCode = 1;
}
