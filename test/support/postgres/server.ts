import { PostgresServer, postgresPrograms as programsOf } from '../../../lab/postgres-server.ts';

/** The message when PostgreSQL is missing. The run then fails, unless it was started without PostgreSQL. */
export const noPostgres =
  'There is no PostgreSQL on this machine, so what is stored there cannot be tested. Install it ' +
  '(Debian: apt-get install postgresql; macOS: brew install postgresql), or say where its programs are ' +
  'with TEST_POSTGRES_BIN. TEST_WITHOUT_POSTGRES=1 leaves these tests out, and says so.';

/** The folder of PostgreSQL's programs; null when there is none. */
export function requiredPrograms(): string | null {
  return programsOf(process.env['TEST_POSTGRES_BIN']);
}

/**
 * Starts an empty server on a free port of this machine.
 * @param settings further ones, as in postgresql.conf
 */
export async function startPostgres(
  settings: Record<string, string> = {},
): Promise<PostgresServer> {
  const programs = requiredPrograms();
  if (programs === null) throw new Error(noPostgres);
  return PostgresServer.make(programs, settings);
}
