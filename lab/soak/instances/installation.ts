import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { pairKiosk } from '../../../scripts/pairing.ts';
import { secret } from '../../running-service.ts';
import { allowRepeatSignIns, Trial } from '../../trial/trial.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import type { PostgresServer } from '../../postgres-server.ts';
import type { Cast } from './cast.ts';
import { Instance } from './instance.ts';
import { Receiver } from './receiver.ts';
import { SoakKiosk } from './screen.ts';

export const deadlineSeconds = 10;
const instanceCount = 3;
const screenCount = 6;
/** The files that docs/many-lobbies.md says to copy. */
const copied = ['template.key', 'opt-out.key', 'audit.seal', 'erased-ids.txt'];
const notifyFile = `channels:
  - name: soak
    type: webhook
rules:
  - reasons: [all]
    to: [soak]
`;

interface InstallationDeps {
  folder: string;
  databaseUrl: string;
  /** Null: the database is somebody else's, and only they may stop it. */
  server: PostgresServer | null;
  cast: Cast;
  /** Folder for the services' logs; null: none are kept. */
  logs: string | null;
  draw: () => number;
}

/** Three services on one database, the lobby screens of all, and the receiver of their messages. */
export class SoakInstallation {
  readonly instances: readonly Instance[];
  readonly screens: readonly SoakKiosk[];
  readonly receiver: Receiver;
  readonly server: PostgresServer | null;
  readonly databaseUrl: string;

  private constructor(
    { databaseUrl, server }: InstallationDeps,
    parts: Pick<SoakInstallation, 'instances' | 'screens' | 'receiver'>,
  ) {
    this.databaseUrl = databaseUrl;
    this.server = server;
    this.instances = parts.instances;
    this.screens = parts.screens;
    this.receiver = parts.receiver;
  }

  /** Enrols the cast, pairs the screens, and starts everything. */
  static async start(deps: InstallationDeps): Promise<SoakInstallation> {
    const { folder, databaseUrl, draw, logs } = deps;
    const dataDirs = Array.from({ length: instanceCount }, (_, i) => path.join(folder, `${i + 1}`));
    const tokens = await setUp(dataDirs, deps);
    const receiver = await Receiver.start(draw);
    const env = {
      VESTIBULE_DEADLINE_SECONDS: String(deadlineSeconds),
      VESTIBULE_LIVENESS: 'passive',
      ENVOY_CLIENT_SECRET: secret,
      NOTIFY_SOAK_URL: receiver.url,
      NOTIFY_SOAK_SECRET: receiver.secret,
    };
    const instances = await Promise.all(
      dataDirs.map((dataDir, number) => {
        const logFile = logs === null ? null : path.join(logs, `instance-${number + 1}.log`);
        return Instance.make({ number, dataDir, databaseUrl, env, logFile });
      }),
    );
    const screens = tokens.map(
      (token, i) =>
        new SoakKiosk(`ipad-${i + 1}`, token, { instances, draw, hasAllSockets: i > 0 }),
    );
    const installation = new SoakInstallation(deps, { instances, screens, receiver });
    try {
      await Promise.all(instances.map((instance) => instance.start()));
      await Promise.all(screens.map((screen, i) => screen.connect(instances[i % instanceCount])));
      return installation;
    } catch (error) {
      await installation.close();
      throw error;
    }
  }

  /** Runs a statement on its own database connection. @throws when the database does not answer */
  async sql<Row extends object = Record<string, unknown>>(statement: string): Promise<Row[]> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      connectionTimeoutMillis: 5000,
      query_timeout: 30_000,
      application_name: 'soak',
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
    const isThere = ({ connectedTo, wantedSockets }: SoakKiosk) =>
      connectedTo.length === wantedSockets && connectedTo.every(({ isRunning }) => isRunning);
    if (!this.screens.every(isThere)) return false;
    const ready = await Promise.all(this.instances.map((instance) => instance.isReady()));
    if (!ready.every(Boolean)) return false;
    return this.#areAllSeen().catch(() => false);
  }

  async close(): Promise<void> {
    await Promise.all(this.screens.map((screen) => screen.stop()));
    await Promise.all(this.instances.map((instance) => instance.close()));
    await this.receiver.close();
  }

  /** Stops everything at once after a signal to this process. */
  leave(): void {
    for (const instance of this.instances) instance.leave();
  }

  async #areAllSeen(): Promise<boolean> {
    const [row] = await this.sql<{ alive: string; held: string }>(`
      with alive as (
        select id from instances
        where beat_ms > extract(epoch from clock_timestamp()) * 1000 - 2500
      )
      select (select count(*) from alive) as alive,
        (select count(*) from instance_kiosks where instance_id in (select id from alive)) as held`);
    const sockets = this.screens.reduce((sum, { wantedSockets }) => sum + wantedSockets, 0);
    return Number(row?.alive) === instanceCount && Number(row?.held) === sockets;
  }
}

/** @returns the tokens of the screens */
async function setUp(
  dataDirs: readonly string[],
  { databaseUrl, cast }: InstallationDeps,
): Promise<string[]> {
  const first = dataDirs[0]!;
  const settings = { VESTIBULE_DATABASE_URL: databaseUrl };
  const trial = await Trial.start(first, pino({ level: 'silent' }), settings);
  const tokens: string[] = [];
  try {
    for (const { visitor, photo } of [...cast.people, cast.leaver]) {
      await trial.enrol({ name: visitor.name, email: visitor.email ?? null }, [photo]);
    }
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
