import { PostgresServer, postgresPrograms as programsOf } from '../../../lab/postgres-server.ts';

/** What is said when there is none; the run fails then, unless it was asked for without. */
export const noPostgres =
  'There is no PostgreSQL on this machine, so what is stored there cannot be tested. Install it ' +
  '(Debian: apt-get install postgresql; macOS: brew install postgresql), or say where its programs are ' +
  'with TEST_POSTGRES_BIN. TEST_WITHOUT_POSTGRES=1 leaves these tests out, and says so.';

/** The folder of PostgreSQL's programs; null when there is none. */
export function postgresPrograms(): string | null {
  return programsOf(process.env['TEST_POSTGRES_BIN']);
}

/**
 * Starts a server on a free port of this machine, with nothing in it.
 * @param settings further ones, as in postgresql.conf
 */
export async function startPostgres(
  settings: Record<string, string> = {},
): Promise<PostgresServer> {
  const programs = postgresPrograms();
  if (programs === null) throw new Error(noPostgres);
  return PostgresServer.make(programs, settings);
}
