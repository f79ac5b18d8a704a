import type { DatabaseDefinition } from '#database';
import { vestibule } from '../platform/operator-error.ts';
import { rowsChannel, type SingletonRole } from './instance-schema.ts';
import { developmentSchemas, developmentTodo, migrations } from './migrations.ts';
import type { Schema } from './schema.ts';
import { lockNumbers } from './store-dialect.ts';
import { tablesWhere } from './table-rules.ts';

/** A table that only a backup's file has. A copy leaves it out. */
export const backupParts = 'backup_parts';

/** What `packages/database` has to know of the store. */
export const storeDefinition: DatabaseDefinition<Schema, SingletonRole> = {
  program: 'Vestibule',
  applicationName: 'vestibule',
  rightsPage: 'docs/many-lobbies.md',
  restoreCommand: (file) => `${vestibule} restore ${file}`,
  migrations,
  development: { migrations: developmentSchemas, todo: developmentTodo },
  columns: {
    since: 'time',
    passed: 'boolean',
    isComplete: 'boolean',
    isTold: 'boolean',
    isStopped: 'boolean',
    arrived: 'boolean',
    removed: 'boolean',
    busy: 'boolean',
    hasReader: 'boolean',
    challengeFailed: 'boolean',
    challengeExcused: 'boolean',
    aliases: 'json',
  },
  tables: {
    copied: tablesWhere('onMove', 'copied', 'counted'),
    counted: tablesWhere('onMove', 'counted'),
    left: tablesWhere('onMove', 'left'),
    foreign: [backupParts],
    used: [
      ...['audit_events', 'template_keys', 'templates', 'people', 'sign_ins', 'opt_outs'],
      ...['erasures', 'consent_texts', 'kiosks', 'watchlist_entries'],
    ],
    erasedFrom: [
      ...['people', 'templates', 'consents', 'sign_ins', 'sign_in_checks'],
      ...['outbox', 'desk_cards', 'expected_visits'],
    ],
  },
  lastTrigger: { table: 'people', name: 'people_insert_logged' },
  journal: { table: 'audit_events', number: 'seq', hash: 'hash' },
  duties: ['retention', 'lists', 'watching', 'screens', 'sealing'],
  lockNumber: lockNumbers.writing,
  channel: rowsChannel,
};
