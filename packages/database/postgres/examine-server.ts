import pg from 'pg';
import type { DatabaseServer } from '../definition.ts';
import { DatabaseError } from '../errors.ts';
import { clientConfig, queryError, type ClientSettings } from './pool.ts';

/** Facts about a PostgreSQL server, collected before it is used. */
export interface ServerFacts {
  /** Version number, such as `15.4`. */
  version: string;
  major: number;
  encoding: string;
  /** How far the server's clock is ahead of this machine's, give or take half the round trip. */
  clockAheadMs: number;
  clockUncertaintyMs: number;
  /** The pooler in between, if any, by how long a client keeps one session. */
  pooler: 'none' | 'session' | 'transaction';
  isEncrypted: boolean;
  /** Whether the server is a standby, which takes no writes. */
  isStandby: boolean;
}

const oldestMajor = 15;

/** Examines a server over two connections of its own. @throws {QueryError} */
export async function examineServer(
  server: DatabaseServer,
  settings: ClientSettings,
): Promise<ServerFacts> {
  const clients = [client(server, settings), client(server, settings)] as const;
  try {
    for (const one of clients) await one.connect();
    const [first, second] = clients;
    const asked = Date.now();
    const { rows } = await first.query<Record<string, string> & { at: string }>(`
      select current_setting('server_version') as version, extract(epoch from clock_timestamp()) as at,
        current_setting('server_version_num') as number, current_setting('server_encoding') as encoding,
        pg_is_in_recovery() as standby,
        coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as ssl`);
    const answered = Date.now();
    const facts = rows[0];
    if (!facts) throw new Error('PostgreSQL says nothing of itself.');
    return {
      version: (facts['version'] ?? '').split(' ')[0] ?? '',
      major: Math.floor(Number(facts['number']) / 10_000),
      encoding: facts['encoding'] ?? '',
      clockAheadMs: Math.round(Number(facts.at) * 1000 - (asked + answered) / 2),
      clockUncertaintyMs: Math.ceil((answered - asked) / 2),
      pooler: await poolerBetween(first, second),
      isEncrypted: Number(facts['ssl']) === 1,
      isStandby: Number(facts['standby']) === 1,
    };
  } catch (error) {
    throw queryError(error, settings.rightsPage);
  } finally {
    for (const one of clients) void one.end().catch(() => {});
  }
}

function client(server: DatabaseServer, settings: ClientSettings): pg.Client {
  const { connectMs } = settings;
  const made = new pg.Client({ ...clientConfig(server, settings), query_timeout: connectMs });
  made.on('error', () => {});
  return made;
}

/**
 * A pooler invents the process number that it gives at the start. A pooler that takes the session away after each
 * transaction gives the next client the same session.
 */
async function poolerBetween(first: pg.Client, second: pg.Client): Promise<ServerFacts['pooler']> {
  const ownPid = async (one: pg.Client) => {
    const { rows } = await one.query<{ pid: number }>('select pg_backend_pid() as pid');
    return Number(rows[0]?.pid);
  };
  const [one, another, again] = [await ownPid(first), await ownPid(second), await ownPid(first)];
  if (one === another || one !== again) return 'transaction';
  const given = (first as unknown as { processID: number | null }).processID;
  return given === one ? 'none' : 'session';
}

/** @throws {DatabaseError} when this server cannot be used */
export function expectUsable(facts: ServerFacts, { name }: DatabaseServer): void {
  const refuse = (why: string) =>
    new DatabaseError('database_unusable', `The database ${name} cannot be used: ${why}`);
  if (facts.major < oldestMajor) {
    throw refuse(`it is PostgreSQL ${facts.version}, and ${oldestMajor} or newer is needed.`);
  }
  if (facts.encoding !== 'UTF8') {
    throw refuse(
      `its texts are in ${facts.encoding}. Make one with: createdb -E UTF8 -T template0`,
    );
  }
  if (facts.isStandby) throw refuse('it is a standby, which only lets be read.');
  if (facts.pooler !== 'transaction') return;
  throw new DatabaseError(
    'database_pooled',
    `Before the database ${name} there is a pooler that gives each transaction another session. ` +
      'Locks and notices need one of their own: give the address of PostgreSQL itself, or set the pooler to pool sessions (PgBouncer: pool_mode = session).',
  );
}
