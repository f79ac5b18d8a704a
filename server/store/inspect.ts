import { existsSync } from 'node:fs';
import {
  expectLastTrigger,
  inspectDatabaseFile,
  inspectDatabaseServer,
  isUnused,
  type DatabaseServer,
  type DatabaseState,
  type UsedBefore,
} from '#database';
import { vestibule } from '../platform/operator-error.ts';
import { storeDefinition } from './definition.ts';
import type { Db } from './schema.ts';
import { tracesOfRestore } from './store-copies.ts';
import { StoreError } from './store-error.ts';
import { listInstances } from './tables/instances.ts';

/** `cut_off`: there is no database, but an interrupted restore has left files. */
export type StoreState = DatabaseState | 'cut_off';

/** Returns the state of a database file. Reads all of it and changes nothing. For commands, not for the service. */
export function inspectDatabase(file: string): { state: StoreState; detail: string | null } {
  const traces = tracesOfRestore(file);
  if (traces.length > 0) return { state: 'cut_off', detail: traces.join(', ') };
  return inspectDatabaseFile(storeDefinition, file);
}

/** Returns the state of the store on a server, and the instances there. @throws {DatabaseError} */
export async function inspectStoreServer(server: DatabaseServer) {
  const { found, ...inspected } = await inspectDatabaseServer(
    storeDefinition,
    server,
    listInstances,
  );
  return { ...inspected, instances: found ?? [] };
}

/** Whether the store was never used, or was emptied completely. */
export async function isUntouched(db: Db): Promise<boolean> {
  return isUnused(storeDefinition, db);
}

/** @throws {DatabaseError} `database_incomplete` while a restore runs, or after an interrupted one */
export async function expectWhole(db: Db): Promise<void> {
  return expectLastTrigger(storeDefinition, db);
}

/** Where a store is, and whether it was used before. */
interface Place {
  databaseFile: string;
  databaseServer?: DatabaseServer | null;
  templateKeyFile?: string;
  auditSealFile?: string;
}

/**
 * The error for an empty database; null when this may be a first start. On a first start there may be a template
 * key, but no database file and no seal.
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

/** What the files beside the database say of it; null when this may be a first start. */
export function usedBefore(place: Place): UsedBefore | null {
  const fault = faultOfEmpty(place);
  // An interrupted move leaves tables without rows.
  return fault && { fault, hadRows: isSealed(place) };
}

function isSealed({ auditSealFile }: Place): boolean {
  return auditSealFile !== undefined && existsSync(auditSealFile);
}
