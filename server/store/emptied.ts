import { existsSync } from 'node:fs';
import type { DatabaseServer } from '../config/database-server.ts';
import { vestibule } from '../platform/command-name.ts';
import { isUntouched } from './inspect.ts';
import { hasTables } from './migrate.ts';
import type { Db } from './schema.ts';
import { StoreError } from './store-error.ts';

/** What of `StoreOptions` says where a store is, and whether it was used. */
interface Place {
  databaseFile: string;
  databaseServer?: DatabaseServer | null;
  templateKeyFile?: string;
  auditSealFile?: string;
}

/**
 * What is wrong with a database in which there is nothing; null when this may be a first start. A key may
 * have been given before that, but no file was made beside it.
 */
export function faultOfEmpty(place: Place): StoreError | null {
  const { databaseFile, databaseServer, templateKeyFile } = place;
  if (templateKeyFile === undefined || !existsSync(templateKeyFile)) return null;
  if (!databaseServer && !existsSync(databaseFile) && !isSealed(place)) return null;
  return new StoreError(
    'database_emptied',
    `There is nothing in the database ${databaseServer?.name ?? databaseFile}, although it was used ` +
      `before: there is a template key, ${templateKeyFile}. If it is being put back, wait until that is ` +
      'done; else put a backup back. If it is to be a new one, with nobody enrolled, run: ' +
      `${vestibule} store begin-anew. Nothing was changed.`,
  );
}

/** @throws {StoreError} `database_emptied` */
export async function expectBegun(db: Db, place: Place): Promise<void> {
  const fault = faultOfEmpty(place);
  if (!fault) return;
  // Tables without anything in them are what a move leaves that was cut off.
  if (!(await hasTables(db)) || (isSealed(place) && (await isUntouched(db)))) throw fault;
}

function isSealed({ auditSealFile }: Place): boolean {
  return auditSealFile !== undefined && existsSync(auditSealFile);
}
