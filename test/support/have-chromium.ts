import { spawnSync } from 'node:child_process';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { noChromium } from '../e2e/browser.ts';

/**
 * Run before the tests: finds Chromium, or installs it where that takes no question (Debian, root).
 * Elsewhere says in one sentence what to do, and the tests are not started.
 */
function install(): void {
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const { status } = spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (status !== 0) return;
  }
}

if (findChromium() === null && process.getuid?.() === 0) {
  process.stdout.write('Installing Chromium for the browser tests ...\n');
  install();
}
if (findChromium() === null) {
  process.stderr.write(`${noChromium}\n`);
  process.exitCode = 1;
}
