import type { Kysely } from 'kysely';
import type { DatabaseDefinition, DatabaseServer } from '../definition.ts';
import type { OpenDatabase, ServerOptions } from '../opened.ts';
import type { InspectedServer } from './open-postgres.ts';

// Loads the driver of PostgreSQL on use: otherwise every program on SQLite would start more slowly.
const load = () => import('./open-postgres.ts');

/** Opens a PostgreSQL database and upgrades it. @throws {DatabaseError} */
export async function openDatabaseServer<DB, Duty extends string>(
  definition: DatabaseDefinition<DB, Duty>,
  server: DatabaseServer,
  options: ServerOptions = {},
): Promise<OpenDatabase<DB, Duty>> {
  const { openPostgres } = await load();
  return openPostgres(definition, server, options);
}

/**
 * Returns the state of a database; changes nothing. @throws {DatabaseError} when the server cannot be reached
 * @param look reads from a database of this version
 */
export async function inspectDatabaseServer<DB, Found>(
  definition: DatabaseDefinition<DB, string>,
  server: DatabaseServer,
  look: (db: Kysely<DB>) => Promise<Found>,
): Promise<InspectedServer<Found>> {
  const { inspectPostgres } = await load();
  return inspectPostgres(definition, server, look);
}

/** Whether the database was ever used; empty tables do not count. @throws {DatabaseError} */
export async function isDatabaseServerUsed<DB>(
  definition: DatabaseDefinition<DB, string>,
  server: DatabaseServer,
): Promise<boolean> {
  const { isPostgresUsed } = await load();
  return isPostgresUsed(definition, server);
}
