import { spawnSync } from 'node:child_process';

const mostSeconds = 120;
/** A service that cannot start may recover soon, for example when a database is busy. */
const mostInTroubleSeconds = 20;

/**
 * Waits until the service that systemd has started is ready for sign-ins: systemd regards it as started as soon as it
 * holds everybody. False if it still only holds when the wait ends.
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
