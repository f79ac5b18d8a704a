import type { Migration } from 'kysely';
import {
  bytes,
  createTable,
  developmentSentence,
  index,
  key,
  oneOf,
  notNull,
  sqlDialectOf,
} from '#database';
import { createDeskTables } from './first-schema/desk-tables.ts';
import { createKioskTables } from './first-schema/kiosk-tables.ts';
import { createListTables } from './first-schema/list-tables.ts';
import { createPeopleTables } from './first-schema/people-tables.ts';
import { createSignInTables } from './first-schema/sign-in-tables.ts';
import { issuerFiles } from './former-issuers.ts';
import { createInstanceTables } from './instance-tables.ts';
import { storeDialectOf } from './store-dialect.ts';

/** Every migration by its name. Migrations run in the order of their names and never change once released. */
export const migrations: Record<string, Migration> = {
  '001-schema': {
    async up(db) {
      await sqlDialectOf(db).prepare(db);
      await createPeopleTables(db);
      await createSignInTables(db);
      await createKioskTables(db);
      await createDeskTables(db);
      await createListTables(db);
      await createInstanceTables(db);
      for (const statement of storeDialectOf(db).triggers) await statement.execute(db);
    },
  },
  /** One camera no longer compares the room and the screen's light. Two cameras have learned how they see each other. */
  '002-two-cameras': {
    async up(db) {
      await db.schema.dropTable('kiosk_rooms').execute();
      await db.schema.alterTable('sign_ins').dropColumn('room_agreement').execute();
      await db.schema.alterTable('sign_ins').dropColumn('light_agreement').execute();
      await db.schema.alterTable('kiosks').addColumn('rig', 'text').execute();
    },
  },
  '003-approval-marks': {
    async up(db) {
      await db.schema.alterTable('sign_ins').addColumn('mark', bytes).execute();
      // An empty mark: approved before there were marks. It lets nobody in, and is no forgery.
      const mark = Buffer.alloc(0);
      await db.updateTable('sign_ins').set({ mark }).where('verdict', '=', 'approved').execute();
    },
  },
  '004-signs-of-life': {
    async up(db) {
      await createTable(db, 'signs_of_life')
        .addColumn('name', 'text', key)
        .addColumn('sign_at', 'text', notNull)
        .addColumn('is_stopped', 'integer', oneOf('is_stopped', 0, 1))
        .execute();
    },
  },
  '005-record-indexes': {
    async up(db) {
      await index(db, 'audit_events_by_action', 'audit_events', ['action', 'seq']);
      await index(db, 'audit_events_by_subject', 'audit_events', ['subject']);
    },
  },
  '006-issuer-files': issuerFiles(),
};

/** Returns the migrations of a store whose issuers of health passes belong into this folder; null: into none. */
export function migrationsWith(issuersFolder: string | null): Record<string, Migration> {
  return { ...migrations, '006-issuer-files': issuerFiles(issuersFolder) };
}

/** The first migrations of development builds, whose databases no version reads. */
export const developmentSchemas: readonly string[] = ['000-schema', '001-first-schema'];
export const developmentFound = developmentSentence('Vestibule');
export const developmentTodo =
  'Move it and its key elsewhere, start again, and enrol everybody again.';
