import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createLogger } from '../../../server/ops/logging.ts';
import { inTemporaryFolder } from '../../terminal/temporary-folder.ts';
import { KioskClient } from '../../simulate/kiosk-client.ts';
import { Trial } from '../demo/trial.ts';
import { timesOf, type Times } from '../statistics.ts';

export interface HandOverTimes {
  /** The instance that is asked has the lobby screen. */
  here: Times;
  /** Another one has it. */
  elsewhere: Times;
  /** What a hand-over adds to the median, and to the 95th percentile. */
  added: { median: number; p95: number };
}

const instances = 3;
const screens = 30;
const keys = ['template.key', 'opt-out.key', 'audit.seal'];

/**
 * Three instances on one PostgreSQL with thirty simulated screens, asked in turn for visitors who are
 * not enrolled: nothing is looked at, so what is timed is the way alone.
 *
 * @param url of a database in which there is nothing yet
 * @throws {Error} when a sign-in is not held
 */
export async function handOverTimes(url: string, signIns: number): Promise<HandOverTimes> {
  return inTemporaryFolder('instances', async (folder) => {
    const trials: Trial[] = [];
    const kiosks: KioskClient[] = [];
    try {
      for (let i = 0; i < instances; i++) trials.push(await startInstance(folder, i, url));
      for (let i = 0; i < screens; i++) {
        const at = trials[i % instances]!;
        const name = `Screen ${i}`;
        const { code } = await at.service.pairing.newCode({ name, deviceId: `ipad-${i}` });
        const kiosk = new KioskClient({ url: at.service.lobbyUrl, code, frames: [] });
        kiosks.push(kiosk);
        await kiosk.start();
      }
      await allKnown(trials);
      const times = { here: [] as number[], elsewhere: [] as number[] };
      for (let i = 0; i < signIns; i++) {
        const screen = i % screens;
        const asked = Math.floor(i / screens) % instances;
        const visitor = { name: 'Nobody Enrolled', deviceId: `ipad-${screen}` };
        const { status, milliseconds } = await trials[asked]!.signIn(visitor);
        if (status !== 412) throw new Error(`A sign-in was answered ${status}.`);
        times[asked === screen % instances ? 'here' : 'elsewhere'].push(milliseconds);
      }
      const [here, elsewhere] = [timesOf(times.here), timesOf(times.elsewhere)];
      const added = { median: elsewhere.median - here.median, p95: elsewhere.p95 - here.p95 };
      return { here, elsewhere, added };
    } finally {
      for (const kiosk of kiosks) await kiosk.stop();
      for (const trial of trials) await trial.stop();
    }
  });
}

async function startInstance(folder: string, number: number, url: string): Promise<Trial> {
  const dataDir = path.join(folder, String(number));
  if (number > 0) {
    await mkdir(dataDir, { mode: 0o700 });
    for (const key of keys) {
      // One that is not there is made by whoever needs it first.
      await copyFile(path.join(folder, '0', key), path.join(dataDir, key)).catch(() => {});
    }
  }
  return Trial.start(dataDir, createLogger('silent'), { VESTIBULE_DATABASE_URL: url });
}

async function allKnown(trials: readonly Trial[]): Promise<void> {
  const isKnown = ({ service }: Trial) =>
    service.hub.status().filter(({ connected }) => connected).length === screens;
  while (!trials.every(isKnown)) await new Promise((resolve) => setTimeout(resolve, 50));
}
