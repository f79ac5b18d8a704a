import { loadavg } from 'node:os';
import pg from 'pg';
import { Refusal } from '../../../terminal/answer.ts';
import { PostgresServer, postgresPrograms } from '../../postgres-server.ts';
import { seededRandom } from '../../statistics.ts';
import type { Reading } from '../readings.ts';
import { makeCast } from './cast.ts';
import { examine, type Found } from './examine.ts';
import { faults, type Fault } from './faults.ts';
import { Installation } from './installation.ts';
import { live } from './live.ts';
import type { Tallies } from './tallies.ts';

export interface InstancesSoakOptions {
  /** Of an empty database; null: on a server that is started for it. */
  databaseUrl: string | null;
  minutes: number;
  seed: number;
  atOnce: number;
  /** What is to break: words of the names of faults; null: all of it. */
  faults: string | null;
  logs: string | null;
  onProgress: (minutes: number, signIns: number) => void;
}

export interface InstancesSoaked {
  minutes: number;
  tallies: Tallies;
  readings: Reading[][];
  starts: number[];
  found: Found;
  /** What went on wrongly beside sign-ins. */
  troubles: string[];
  /** Of the machine, the mean over the soak. */
  load: number;
}

const loadEveryMs = 5000;

/**
 * Lets three services live on one database, with faults.
 * @throws {Refusal} when there is no PostgreSQL, or what is given is not to be used
 */
export async function soakInstances(
  folder: string,
  options: InstancesSoakOptions,
): Promise<InstancesSoaked> {
  const server = options.databaseUrl === null ? await startServer() : null;
  const leave = () => {
    server?.thaw();
    server?.leave();
    installation?.leave();
  };
  let installation: Installation | undefined;
  process.prependOnceListener('SIGTERM', leave).prependOnceListener('SIGINT', leave);
  try {
    const databaseUrl = options.databaseUrl ?? `${server?.url}/soak`;
    const cast = await makeCast();
    const { seed, logs } = options;
    const draw = { visitors: seededRandom(seed), faults: seededRandom(seed + 1) };
    const others = seededRandom(seed + 2);
    installation = await Installation.start({
      folder,
      databaseUrl,
      server,
      cast,
      logs,
      draw: others,
    });
    const load = new Load();
    const { minutes, atOnce, onProgress } = options;
    const chosen = faultsFor(options.faults, server !== null);
    const lived = await live(installation, {
      minutes,
      atOnce,
      faults: chosen,
      cast,
      draw,
      onProgress,
    });
    const found = await examine(installation, lived.tallies);
    const troubles = lived.stuck === null ? [] : [lived.stuck];
    for (const instance of installation.instances) {
      const code = await instance.end('SIGTERM');
      if (code !== 0) troubles.push(`Instance ${instance.number + 1} ended with ${code}.`);
    }
    const { tallies, readings } = lived;
    const starts = installation.instances.map((each) => each.starts);
    return { minutes, tallies, readings, starts, found, troubles, load: load.mean() };
  } finally {
    process.off('SIGTERM', leave).off('SIGINT', leave);
    await installation?.close();
    await server?.stop();
  }
}

function faultsFor(words: string | null, hasServer: boolean): Fault[] {
  const wanted = words?.split(',').map((word) => word.trim());
  return faults
    .filter(({ needsServer }) => hasServer || !needsServer)
    .filter(({ what }) => wanted?.some((word) => word !== '' && what.includes(word)) ?? true);
}

async function startServer(): Promise<PostgresServer> {
  const programs = postgresPrograms();
  if (programs === null) {
    throw new Refusal(
      'no_postgres',
      'There is no PostgreSQL on this machine. Install it (Debian: apt-get install postgresql), or give the address of an empty database: --instances postgres://...',
    );
  }
  const server = await PostgresServer.make(programs);
  const client = new pg.Client({ connectionString: `${server.url}/postgres` });
  await client.connect();
  await client.query('create database soak');
  await client.end();
  return server;
}

/** The load of the machine, over a while. */
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
