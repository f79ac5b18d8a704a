import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Test } from 'tap';
import pg from 'pg';
import { DatabaseError, QueryError } from '#database';
import { retry } from '#base/time';
import { heldSignIn, sendSigned, type HookAnswer } from '../../lab/simulate/held-sign-in.ts';
import { hookSecret } from '../support/hook.ts';
import { verifyRecord } from '#server/audit/verify.ts';
import { makeDatabase } from '../support/postgres/databases.ts';
import { startInstance, type TestInstance, type InstanceOptions } from './instance.ts';
import { SimulatedScreen, type PersonInView } from './screen.ts';

export interface Reply {
  status: number;
  /** Null for an approval. */
  reason: string | null;
  milliseconds: number;
}

/** Instances on one database of the run's server, which stop with the test. */
export class Installation {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly #t: Test;

  private constructor(t: Test, databaseUrl: string, dataDir: string) {
    this.#t = t;
    this.databaseUrl = databaseUrl;
    this.dataDir = dataDir;
  }

  static in(t: Test, dataDir: string, databaseUrl: string): Installation {
    return new Installation(t, databaseUrl, dataDir);
  }

  /** Makes a database on the server that run-tests.ts started. */
  static async make(t: Test): Promise<Installation> {
    const serverUrl = process.env['TEST_POSTGRES_URL'];
    if (serverUrl === undefined) throw new Error('Run it with: run-tests.js --postgres');
    const name = `i${randomUUID().replaceAll('-', '')}`;
    const dataDir = t.testdir({});
    mkdirSync(dataDir, { recursive: true });
    return new Installation(t, await makeDatabase(serverUrl, name), dataDir);
  }

  /** Retries, as the service does, while the database cannot be reached: a busy machine connects too late. */
  async start(options: Partial<InstanceOptions> = {}): Promise<TestInstance> {
    const { databaseUrl, dataDir } = this;
    const onFault = (error: unknown) => {
      if (!isUnreachable(error)) throw error;
    };
    const instance = await retry(() => startInstance({ databaseUrl, dataDir, ...options }), {
      ...{ firstMs: 100, maxMs: 1000 },
      onFault,
    });
    this.#t.teardown(() => instance.stop());
    return instance;
  }

  /** Runs a statement on the database, without the service. */
  async sql(statement: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  /** Verifies the record, as `vestibule audit verify` does. */
  async expectWholeRecord({ db }: Pick<TestInstance, 'db'>): Promise<void> {
    const templateKeyFile = path.join(this.dataDir, 'template.key');
    const auditSealFile = path.join(this.dataDir, 'audit.seal');
    const { faults, events } = await verifyRecord({ db, templateKeyFile, auditSealFile });
    this.#t.ok(events > 0);
    this.#t.same(faults, [], 'the audit record is whole');
  }

  /** A paired screen beside the iPad of that name, connected to that instance and known to the others. */
  async screen(
    at: TestInstance,
    iPad: string,
    seen?: PersonInView,
    others: TestInstance[] = [],
    page?: number,
  ): Promise<SimulatedScreen> {
    const { code } = await at.pairing.newCode({ name: iPad, deviceId: iPad });
    const redeemed = await at.pairing.redeem(code);
    if (!redeemed.paired) throw new Error(redeemed.refusal);
    const screen = new SimulatedScreen(redeemed.token, seen, page);
    await screen.connect(at.lobbyUrl);
    this.#t.teardown(() => screen.leave());
    for (const instance of [at, ...others]) await knows(instance, iPad);
    return screen;
  }
}

function isUnreachable(error: unknown): boolean {
  if (error instanceof QueryError) return error.mayPass();
  return error instanceof DatabaseError && error.code === 'database_unreachable';
}

/** Resolves when the instance considers that screen connected, to any instance. */
export async function knows(instance: TestInstance, iPad: string, isThere = true): Promise<void> {
  await untilTrue(() => {
    const screen = instance.kioskRegistry.status().find(({ name }) => name === iPad);
    return (screen?.connected ?? false) === isThere;
  });
}

export async function untilTrue(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(40);
}

/** Longer than any deadline of an instance here. */
const patienceMs = 150_000;

/** Holds a sign-in at an instance, as Envoy does. */
export async function signIn(
  { hookUrl }: { hookUrl: string },
  iPad: string,
  jobId: string = randomUUID(),
): Promise<Reply> {
  const visitor = { name: 'Ada Example', deviceId: iPad, jobId };
  const body = JSON.stringify(heldSignIn(visitor));
  return replyOf(await sendSigned(hookUrl, hookSecret, body, patienceMs));
}

function replyOf({ status, body, milliseconds }: HookAnswer): Reply {
  const { attachments = [] } = JSON.parse(body) as { attachments?: { value: string }[] };
  return { status, reason: attachments[0]?.value ?? null, milliseconds };
}
