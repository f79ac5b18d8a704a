import type { Kysely } from 'kysely';
import type { AuditEventsTable } from './tables/audit-events.ts';
import type { KiosksTable } from './tables/kiosks.ts';
import type { LookalikesTable } from './tables/lookalikes.ts';
import type { PairingCodesTable } from './tables/pairing-codes.ts';
import type { PeopleTable } from './tables/people.ts';
import type { PeopleRevisionTable } from './tables/people-revision.ts';
import type { SamePeopleTable } from './tables/same-people.ts';
import type { SignInChecksTable } from './tables/sign-in-checks.ts';
import type { SignInsTable } from './tables/sign-ins.ts';
import type { TemplateKeysTable } from './tables/template-keys.ts';
import type { TemplatesTable } from './tables/templates.ts';

/** The tables after the last migration. Times are ISO 8601 texts in UTC, which sort as they should. */
export interface Schema {
  people: PeopleTable;
  templates: TemplatesTable;
  people_revision: PeopleRevisionTable;
  template_keys: TemplateKeysTable;
  sign_ins: SignInsTable;
  sign_in_checks: SignInChecksTable;
  kiosks: KiosksTable;
  pairing_codes: PairingCodesTable;
  lookalikes: LookalikesTable;
  same_people: SamePeopleTable;
  audit_events: AuditEventsTable;
}

/** The database, or a transaction in it. */
export type Db = Kysely<Schema>;
