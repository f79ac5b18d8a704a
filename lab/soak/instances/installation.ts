import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { pairKiosk } from '../../../scripts/pairing.ts';
import { allowRepeatSignIns, Trial } from '../../trial/trial.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import type { PostgresServer } from '../../postgres-server.ts';
import { enrolPeople, type Cast } from '../cast.ts';
import { Instance } from './instance.ts';
import { SoakKiosk } from './screen.ts';

export const deadlineSeconds = 10;
const instanceCount = 3;
const screenCount = 6;
/** The files that docs/many-lobbies.md says to copy. */
const copied = ['template.key', 'opt-out.key', 'audit.seal', 'erased-ids.txt'];
const notifyFile = `channels: [{ name: soak, type: webhook }]
rules: [{ reasons: all, to: soak }]
`;

interface InstallationDeps {
  folder: string;
  server: PostgresServer;
  cast: Cast;
  /** Folder for the services' logs; null: none are kept. */
  logs: string | null;
}

/** Three services on one database, the lobby screens of all, and the receiver of their messages. */
export class SoakInstallation {
  readonly server: PostgresServer;
  readonly databaseUrl: string;
  readonly instances: readonly Instance[];
  readonly screens: readonly SoakKiosk[];
  readonly #receiver: Server;

  private constructor(
    server: PostgresServer,
    databaseUrl: string,
    instances: readonly Instance[],
    tokens: readonly string[],
    receiver: Server,
  ) {
    this.server = server;
    this.databaseUrl = databaseUrl;
    this.instances = instances;
    // The first has one socket, as behind a network that reaches one instance: the others forward its calls.
    this.screens = tokens.map(
      (token, i) =>
        new SoakKiosk(`ipad-${i + 1}`, token, i === 0 ? instances.slice(0, 1) : instances),
    );
    this.#receiver = receiver;
  }

  /** Enrols the cast and pairs the screens. */
  static async make({ folder, server, cast, logs }: InstallationDeps): Promise<SoakInstallation> {
    const dataDirs = Array.from({ length: instanceCount }, (_, i) => path.join(folder, `${i + 1}`));
    const databaseUrl = `${server.url}/postgres`;
    const tokens = await setUp(dataDirs, databaseUrl, cast);
    const receiver = createServer((_, response) => response.writeHead(204).end());
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const env = {
      VESTIBULE_DEADLINE_SECONDS: String(deadlineSeconds),
      NOTIFY_SOAK_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
      NOTIFY_SOAK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    };
    const instances = await Promise.all(
      dataDirs.map((dataDir, number) => {
        const logFile = logs === null ? null : path.join(logs, `instance-${number + 1}.log`);
        return Instance.make(number, { dataDir, databaseUrl, env, logFile });
      }),
    );
    return new SoakInstallation(server, databaseUrl, instances, tokens, receiver);
  }

  async start(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.start()));
    await Promise.all(this.screens.map((screen) => screen.connect()));
  }

  /** Runs a statement on its own database connection. @throws when the database does not answer */
  async sql<Row extends object = Record<string, unknown>>(statement: string): Promise<Row[]> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      connectionTimeoutMillis: 5000,
      query_timeout: 30_000,
    });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query<Row>(statement)).rows;
    } finally {
      await client.end().catch(() => {});
    }
  }

  /** Whether everything runs, is connected, and all instances know each other. */
  async isWell(): Promise<boolean> {
    if (!this.screens.every(({ isConnected }) => isConnected)) return false;
    const ready = await Promise.all(this.instances.map((instance) => instance.isReady()));
    if (!ready.every(Boolean)) return false;
    const counted = this.sql<{ alive: string; held: string }>(`
      with alive as (
        select id from instances
        where beat_ms > extract(epoch from clock_timestamp()) * 1000 - 2500
      )
      select (select count(*) from alive) as alive,
        (select count(*) from instance_kiosks where instance_id in (select id from alive)) as held`);
    const rows = await counted.catch(() => []);
    const sockets = this.screens.reduce((sum, screen) => sum + screen.sockets, 0);
    return rows.some(
      ({ alive, held }) => Number(alive) === instanceCount && Number(held) === sockets,
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.screens.map((screen) => screen.stop()));
    this.leave();
    await Promise.all(this.instances.map(({ link }) => link.close()));
    this.#receiver.closeAllConnections();
    this.#receiver.close();
  }

  /** Stops everything at once after a signal to this process. */
  leave(): void {
    for (const instance of this.instances) instance.leave();
  }
}

/** @returns the tokens of the screens */
async function setUp(
  dataDirs: readonly string[],
  databaseUrl: string,
  cast: Cast,
): Promise<string[]> {
  const first = dataDirs[0]!;
  const settings = { VESTIBULE_DATABASE_URL: databaseUrl };
  const trial = await Trial.start(first, pino({ level: 'silent' }), settings);
  const tokens: string[] = [];
  try {
    await enrolPeople(trial, [...cast.people, cast.leaver]);
    const { db, pairing, lobbyUrl } = trial.service;
    const { email = null } = cast.leaver.visitor;
    await new OptOuts(db, trial.config).add({ email }, 'command:soak');
    for (let i = 1; i <= screenCount; i++) {
      const { code } = await pairing.newCode({ name: `Screen ${i}`, deviceId: `ipad-${i}` });
      tokens.push(await pairKiosk(lobbyUrl, code));
    }
  } finally {
    await trial.stop();
  }
  for (const dataDir of dataDirs) {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    for (const name of dataDir === first ? [] : copied) {
      // The first reader creates a missing file.
      await copyFile(path.join(first, name), path.join(dataDir, name)).catch(() => {});
    }
    await writeFile(path.join(dataDir, 'notify.yaml'), notifyFile);
    await allowRepeatSignIns(dataDir);
  }
  return tokens;
}
