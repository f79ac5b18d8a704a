import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createLogger } from '#server/ops/logging.ts';
import { inTemporaryFolder } from '../../scripts/terminal/temporary-folder.ts';
import { freePort } from '../free-port.ts';
import { secret } from '../running-service.ts';
import type { HookAnswer } from '../simulate/held-sign-in.ts';
import { KioskClient } from '../simulate/kiosk-client.ts';
import { Trial } from '../trial/trial.ts';
import { timesOf, type Times } from '#base/time';

interface ForwardTimes {
  /** The called instance has the lobby screen. */
  here: Times;
  /** Another instance has the lobby screen. */
  remote: Times;
  /** The delay of a forward, at the median and the 95th percentile. */
  added: { median: number; p95: number };
}

/** Rounds of one sign-in at each screen at the same moment. */
interface PeakTimes {
  times: Times;
  slowest: number;
  rounds: number;
  /** Number of unexpected answers, by answer. */
  others: Record<string, number>;
}

export interface InstanceTimes {
  forward: ForwardTimes;
  peak: PeakTimes;
}

const instances = 3;
const screens = 30;
const keys = ['template.key', 'opt-out.key', 'audit.seal'];
/** The expected outcome of a visitor who is not enrolled. */
const expected = '412 not enrolled';

/**
 * Runs three instances on one PostgreSQL with thirty simulated screens. Visitors are not enrolled, so no frame is
 * analysed and only the way is timed.
 *
 * @param url of an empty database
 * @param signIns one after the other
 * @param rounds in which all screens are used at the same moment
 */
export async function instanceTimes(
  url: string,
  { signIns, rounds }: { signIns: number; rounds: number },
): Promise<InstanceTimes> {
  return inTemporaryFolder('instances', async (folder) => {
    const trials: Trial[] = [];
    const kiosks: KioskClient[] = [];
    try {
      for (let i = 0; i < instances; i++) trials.push(await startInstance(folder, i, url));
      for (const opened of await Promise.all(trials.map(openScreens))) kiosks.push(...opened);
      await allKnown(trials);
      return {
        forward: await forwardTimes(trials, signIns),
        peak: await peakTimes(trials, rounds),
      };
    } finally {
      for (const kiosk of kiosks) await kiosk.stop();
      for (const trial of trials) await trial.stop();
    }
  });
}

async function forwardTimes(trials: readonly Trial[], signIns: number): Promise<ForwardTimes> {
  const times = { here: [] as number[], remote: [] as number[] };
  for (let i = 0; i < signIns; i++) {
    const screen = i % screens;
    const asked = Math.floor(i / screens) % instances;
    const answer = await signIn(trials[asked]!, screen);
    if (outcomeOf(answer) !== expected) {
      throw new Error(`A sign-in was answered: ${outcomeOf(answer)}.`);
    }
    times[asked === screen % instances ? 'here' : 'remote'].push(answer.milliseconds);
  }
  const [here, remote] = [timesOf(times.here), timesOf(times.remote)];
  const added = { median: remote.median - here.median, p95: remote.p95 - here.p95 };
  return { here, remote, added };
}

/** Each round calls another instance for each screen: of three rounds, two are forwarded. */
async function peakTimes(trials: readonly Trial[], rounds: number): Promise<PeakTimes> {
  const milliseconds: number[] = [];
  const others: Record<string, number> = {};
  for (let round = 0; round < rounds; round++) {
    const asked = (screen: number) => trials[(screen + round) % instances]!;
    const answers = await Promise.all(
      Array.from({ length: screens }, (_, screen) => signIn(asked(screen), screen)),
    );
    for (const answer of answers) {
      milliseconds.push(answer.milliseconds);
      const outcome = outcomeOf(answer);
      if (outcome !== expected) others[outcome] = (others[outcome] ?? 0) + 1;
    }
  }
  return { times: timesOf(milliseconds), slowest: Math.max(...milliseconds), rounds, others };
}

function signIn(trial: Trial, screen: number): Promise<HookAnswer> {
  return trial.signIn({ name: 'Nobody Enrolled', deviceId: `ipad-${screen}` });
}

/** Returns the status, and the reason of a review. */
function outcomeOf({ status, body }: HookAnswer): string {
  const { attachments = [] } = JSON.parse(body) as {
    attachments?: { label: string; value: string }[];
  };
  const reason = attachments.find(({ label }) => label === 'Reason')?.value ?? '';
  return `${status} ${reason}`.trimEnd();
}

async function startInstance(folder: string, number: number, url: string): Promise<Trial> {
  const dataDir = path.join(folder, String(number));
  if (number > 0) {
    await mkdir(dataDir, { mode: 0o700 });
    for (const key of keys) {
      // The first reader creates a missing file.
      await copyFile(path.join(folder, '0', key), path.join(dataDir, key)).catch(() => {});
    }
  }
  const hookPort = String(await freePort());
  return Trial.start(dataDir, createLogger('silent'), {
    VESTIBULE_DATABASE_URL: url,
    ENVOY_CLIENT_SECRET: secret,
    VESTIBULE_HOOK_PORT: hookPort,
    VESTIBULE_INSTANCE_ADDRESS: `http://127.0.0.1:${hookPort}`,
  });
}

/** Connects every third screen to one instance. */
async function openScreens(trial: Trial, number: number): Promise<KioskClient[]> {
  const opened: KioskClient[] = [];
  for (let screen = number; screen < screens; screen += instances) {
    const serves = { name: `Screen ${screen}`, deviceId: `ipad-${screen}` };
    const { code } = await trial.service.pairing.newCode(serves);
    const kiosk = new KioskClient({ url: trial.service.lobbyUrl, code, frames: [] });
    opened.push(kiosk);
    await kiosk.start();
  }
  return opened;
}

async function allKnown(trials: readonly Trial[]): Promise<void> {
  const isKnown = ({ service }: Trial) =>
    service.kioskRegistry.status().filter(({ connected }) => connected).length === screens;
  while (!trials.every(isKnown)) await new Promise((resolve) => setTimeout(resolve, 50));
}
