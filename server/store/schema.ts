import type { Kysely } from 'kysely';
import type { AuditEventsTable } from './tables/audit-events.ts';
import type { AuditPendingSealTable } from './tables/audit-pending-seal.ts';
import type { ConsentTextsTable } from './tables/consent-texts.ts';
import type { ConsentsTable } from './tables/consents.ts';
import type { ErasuresTable } from './tables/erasures.ts';
import type { CredentialIssuersTable, CredentialKeysTable } from './tables/credential-issuers.ts';
import type { EnvoyInstallsTable } from './tables/envoy-installs.ts';
import type { KiosksTable } from './tables/kiosks.ts';
import type { LookalikesTable } from './tables/lookalikes.ts';
import type { OutboxTable } from './tables/outbox.ts';
import type { OptOutsTable } from './tables/opt-outs.ts';
import type { PairingCodesTable } from './tables/pairing-codes.ts';
import type { PeopleTable } from './tables/people.ts';
import type { PeopleRevisionTable } from './tables/people-revision.ts';
import type { PersonUsesTable } from './tables/person-uses.ts';
import type { SamePeopleTable } from './tables/same-people.ts';
import type { SignInChecksTable } from './tables/sign-in-checks.ts';
import type { SignInsTable } from './tables/sign-ins.ts';
import type { TemplateKeysTable } from './tables/template-keys.ts';
import type { TemplatesTable } from './tables/templates.ts';
import type { WatchlistEntriesTable, WatchlistFacesTable } from './tables/watchlist-entries.ts';
import type {
  WatchlistListedTable,
  WatchlistRevisionsTable,
  WatchlistsTable,
} from './tables/watchlists.ts';

/** The tables after the last migration. Times are ISO 8601 texts in UTC, which sort as they should. */
export interface Schema {
  people: PeopleTable;
  templates: TemplatesTable;
  people_revision: PeopleRevisionTable;
  template_keys: TemplateKeysTable;
  sign_ins: SignInsTable;
  sign_in_checks: SignInChecksTable;
  kiosks: KiosksTable;
  envoy_installs: EnvoyInstallsTable;
  pairing_codes: PairingCodesTable;
  lookalikes: LookalikesTable;
  same_people: SamePeopleTable;
  audit_events: AuditEventsTable;
  audit_pending_seal: AuditPendingSealTable;
  credential_issuers: CredentialIssuersTable;
  credential_keys: CredentialKeysTable;
  consent_texts: ConsentTextsTable;
  consents: ConsentsTable;
  opt_outs: OptOutsTable;
  erasures: ErasuresTable;
  person_uses: PersonUsesTable;
  outbox: OutboxTable;
  watchlist_entries: WatchlistEntriesTable;
  watchlist_faces: WatchlistFacesTable;
  watchlists: WatchlistsTable;
  watchlist_listed: WatchlistListedTable;
  watchlist_revisions: WatchlistRevisionsTable;
}

/** The database, or a transaction in it. */
export type Db = Kysely<Schema>;
