import { spawnSync } from 'node:child_process';

const mostSeconds = 120;
/** What cannot start may be mended in a moment, like a database that is busy. */
const mostInTroubleSeconds = 20;

/**
 * Waits until the service that systemd has started is ready for sign-ins: systemd takes it for started as
 * soon as it holds everybody. False when that is all it comes to.
 */
export function becomesReady(): boolean {
  let inTrouble = 0;
  for (let seconds = 0; seconds < mostSeconds; seconds++) {
    const { stdout } = spawnSync(
      'systemctl',
      ['show', '--property=StatusText', '--value', 'vestibule.service'],
      { encoding: 'utf8', cwd: '/' },
    );
    if (stdout?.startsWith('ready')) return true;
    inTrouble = stdout?.startsWith('visitors are held') ? inTrouble + 1 : 0;
    if (inTrouble > mostInTroubleSeconds) return false;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  }
  return false;
}
