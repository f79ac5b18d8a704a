import { loadavg } from 'node:os';
import { RefusalError } from '../../../scripts/terminal/answer.ts';
import { seededRandom } from '#base/random';
import type { Reading } from '../readings.ts';
import { makeCast } from './cast.ts';
import { refuseUnlessEmpty, startServer } from './database.ts';
import { examine, type Inspection } from './examine.ts';
import { instanceFaults, type InstanceFault } from './faults.ts';
import { SoakInstallation } from './installation.ts';
import { live } from './live.ts';
import { restoreOlderCopy, type PutBack } from './put-back.ts';
import type { Tallies } from './tallies.ts';

export interface InstancesSoakOptions {
  /** The address of an empty database; null: the soak starts a server. */
  databaseUrl: string | null;
  minutes: number;
  seed: number;
  atOnce: number;
  /** Shortest pause between a recovery and the next fault. */
  calmMs: number;
  /** Words from the names of faults to play; null: all faults. */
  faults: string | null;
  logs: string | null;
  onProgress: (minutes: number, signIns: number) => void;
}

export interface InstancesSoaked {
  minutes: number;
  tallies: Tallies;
  readings: Reading[][];
  starts: number[];
  found: Inspection;
  /** Null: the server is somebody else's. */
  putBack: PutBack | null;
  /** Errors beside the sign-ins. */
  troubles: string[];
  /** Mean load of the machine. */
  load: number;
}

const loadEveryMs = 5000;

/**
 * Runs three services on one database, with faults.
 * @throws {RefusalError} when PostgreSQL is missing, or the given database cannot be used
 */
export async function soakInstances(
  folder: string,
  options: InstancesSoakOptions,
): Promise<InstancesSoaked> {
  if (options.databaseUrl !== null) await refuseUnlessEmpty(options.databaseUrl);
  const chosen = faultsFor(options.faults, options.databaseUrl === null);
  const server = options.databaseUrl === null ? await startServer() : null;
  const leave = () => {
    server?.thaw();
    server?.leave();
    installation?.leave();
  };
  let installation: SoakInstallation | undefined;
  process.prependOnceListener('SIGTERM', leave).prependOnceListener('SIGINT', leave);
  try {
    const databaseUrl = options.databaseUrl ?? `${server?.url}/soak`;
    const cast = await makeCast();
    const { seed, logs } = options;
    const draw = { visitors: seededRandom(seed), faults: seededRandom(seed + 1) };
    const others = seededRandom(seed + 2);
    installation = await SoakInstallation.start({
      folder,
      databaseUrl,
      server,
      cast,
      logs,
      draw: others,
    });
    const load = new Load();
    const { minutes, atOnce, calmMs, onProgress } = options;
    const lived = await live(installation, {
      minutes,
      atOnce,
      calmMs,
      faults: chosen,
      cast,
      draw,
      onProgress,
    });
    const found = await examine(installation, lived.tallies);
    const troubles = lived.stuck === null ? [] : [lived.stuck];
    const isOurs = server !== null && lived.stuck === null;
    const back = isOurs ? await restoreOlderCopy(installation, cast, folder, others) : null;
    for (const instance of installation.instances) {
      const code = await instance.end('SIGTERM');
      if (code !== 0) troubles.push(`Instance ${instance.number + 1} ended with ${code}.`);
    }
    const { tallies, readings } = lived;
    const starts = installation.instances.map((each) => each.starts);
    const rest = { found, putBack: back, troubles, load: load.mean() };
    return { minutes, tallies, readings, starts, ...rest };
  } finally {
    process.off('SIGTERM', leave).off('SIGINT', leave);
    await installation?.close();
    await server?.stop();
  }
}

function faultsFor(words: string | null, hasServer: boolean): InstanceFault[] {
  if (words === 'none') return [];
  const possible = instanceFaults.filter(({ needsServer }) => hasServer || !needsServer);
  const wanted = (words ?? '').split(',').map((word) => word.trim());
  const chosen = possible.filter(({ what }) => wanted.some((word) => what.includes(word)));
  if (chosen.length > 0) return chosen;
  const names = possible.map(({ what }) => what).join('; ');
  throw new RefusalError(
    'no_fault',
    `No fault has a word of "${words}" in its name. They are: ${names}.`,
  );
}

/** Measures the mean load of the machine. */
class Load {
  readonly #seen: number[] = [];
  readonly #timer = setInterval(() => this.#look(), loadEveryMs).unref();

  mean(): number {
    this.#look();
    clearInterval(this.#timer);
    return this.#seen.reduce((sum, each) => sum + each, 0) / this.#seen.length;
  }

  #look(): void {
    this.#seen.push(loadavg()[0] ?? NaN);
  }
}
