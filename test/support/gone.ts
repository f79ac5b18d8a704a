import { setTimeout as delay } from 'node:timers/promises';

/** Waits until the process has ended. The test's own time limit ends the wait. */
export async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await delay(20);
  }
}
