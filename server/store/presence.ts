import { existsSync } from 'node:fs';
import type { DatabaseServer } from '../config/database-server.ts';

/** Whether anything was begun where the store is. @throws {StoreError} when PostgreSQL cannot be asked */
export async function isStoreThere(place: {
  databaseFile: string;
  databaseServer: DatabaseServer | null;
}): Promise<boolean> {
  if (!place.databaseServer) return existsSync(place.databaseFile);
  const { isBegun } = await import('./postgres/open-postgres.ts');
  return isBegun(place.databaseServer);
}
