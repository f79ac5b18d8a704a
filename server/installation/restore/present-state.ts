import { existsSync } from 'node:fs';
import { sql } from 'kysely';
import type { Config } from '../../config/config.ts';
import type { Erasure } from '../../people/erasure-register.ts';
import { inspectDatabase } from '../../store/inspect.ts';
import { credentialsPresent, type CredentialsPresent } from '../../store/credential-tables.ts';
import type { Db } from '../../store/schema.ts';
import { openStore } from '../../store/store.ts';
import { auditHead, latestAuditEvent } from '../../store/tables/audit-events.ts';
import {
  consentTexts,
  type ConsentText,
  consentTranslations,
  type ConsentTranslation,
  listErasures,
  listOptOuts,
  type OptOutRow,
} from '../../store/tables/privacy.ts';
import { listDeskAccounts, type DeskAccountRow } from '../../desk/accounts/account-rows.ts';
import { listKiosks, type KioskRow } from '../../store/tables/kiosks.ts';
import type { PersonTries } from '../../store/tables/person-tries.ts';
import { ownListEntries, type OwnListEntry } from './bring-list-forward.ts';

/** How much of the database to be replaced was readable. */
export type Readable =
  | 'all'
  /** It is damaged, so more data may be missing. */
  | 'some'
  | 'nothing'
  /** It belongs to another installation, in which nobody was ever enrolled. */
  | 'new'
  /** There is no database. */
  | 'missing';

/** Decisions in the database to be replaced, which an older copy must not undo. */
export interface CurrentState {
  readable: Readable;
  /** What could not be read of a damaged database. */
  unread: PresentDecision[];
  erasures: Erasure[];
  optOuts: OptOutRow[];
  withdrawn: string[];
  /** Everybody enrolled. */
  enrolled: { id: string; expiresAt: Date | null }[];
  revoked: { id: string; revokedAt: Date }[];
  /** Lobby screens with recorded cameras. */
  withCameras: Pick<KioskRow, 'id' | 'cameras' | 'camerasSeen' | 'rig'>[];
  /** Desk accounts, revoked or not. */
  deskAccounts: DeskAccountRow[];
  /** Null when the credentials cannot be read. */
  credentials: CredentialsPresent | null;
  texts: ConsentText[];
  translations: ConsentTranslation[];
  /** The own list, and the ids of entries removed from it. */
  ownList: OwnListEntry[];
  unwatched: string[];
  /** Failed tries to be each person, which pause or turn off their face check. */
  tries: (PersonTries & { personId: string })[];
  head: { seq: number; hash: string } | null;
  /** The first audit event, which identifies an installation. */
  origin: string | null;
  /** Whether a person was ever enrolled here, as far as the database is readable. */
  wasUsed: boolean;
}

type Decisions = Omit<CurrentState, 'readable' | 'unread'>;
export type PresentDecision = keyof Decisions;

const nothing: Decisions = {
  erasures: [],
  optOuts: [],
  withdrawn: [],
  enrolled: [],
  revoked: [],
  withCameras: [],
  deskAccounts: [],
  credentials: null,
  texts: [],
  translations: [],
  ownList: [],
  unwatched: [],
  tries: [],
  head: null,
  origin: null,
  wasUsed: true,
};

const readers: { [Name in keyof Decisions]: (db: Db) => Promise<Decisions[Name]> } = {
  erasures: listErasures,
  optOuts: listOptOuts,
  withdrawn: withdrawnPeople,
  enrolled: (db) => db.selectFrom('people').select(['id', 'expiresAt']).execute(),
  revoked: async (db) =>
    (await listKiosks(db)).flatMap(({ id, revokedAt }) => (revokedAt ? [{ id, revokedAt }] : [])),
  withCameras: async (db) => (await listKiosks(db)).filter(({ cameras }) => cameras !== null),
  deskAccounts: listDeskAccounts,
  credentials: credentialsPresent,
  texts: consentTexts,
  translations: consentTranslations,
  ownList: ownListEntries,
  unwatched: unwatchedEntries,
  tries: (db) => db.selectFrom('person_tries').selectAll().execute(),
  head: async (db) => (await auditHead(db)) ?? null,
  origin: originOf,
  wasUsed: async (db) => (await latestAuditEvent(db, 'person_enrolled')) !== undefined,
};

export async function presentState({ databaseFile, issuersFolder }: Config): Promise<CurrentState> {
  if (!existsSync(databaseFile)) return { ...nothing, readable: 'missing', unread: [] };
  const { state } = inspectDatabase(databaseFile);
  // Damage may be the reason for the restore, so readable parts still count.
  const store = await openStore({ databaseFile, issuersFolder, evenIfDamaged: true }).catch(
    () => null,
  );
  if (!store) return { ...nothing, readable: 'nothing', unread: [] };
  try {
    const { decisions, failed } = await read(store.db);
    if (failed.length === Object.keys(readers).length) {
      return { ...decisions, readable: 'nothing', unread: [] };
    }
    const isDamaged = failed.length > 0 || state === 'damaged';
    return { ...decisions, readable: isDamaged ? 'some' : 'all', unread: failed };
  } finally {
    await store.close().catch(() => {});
  }
}

/** The latest audit event of the present database; null when there is no readable event. */
export async function presentHead({
  databaseFile,
  issuersFolder,
}: Config): Promise<CurrentState['head']> {
  if (!existsSync(databaseFile)) return null;
  const store = await openStore({ databaseFile, issuersFolder, evenIfDamaged: true }).catch(
    () => null,
  );
  const head = store ? await auditHead(store.db).catch(() => undefined) : undefined;
  await store?.close().catch(() => {});
  return head ?? null;
}

async function read(db: Db): Promise<{ decisions: Decisions; failed: PresentDecision[] }> {
  const decisions = { ...nothing };
  const failed: PresentDecision[] = [];
  for (const name of Object.keys(readers) as PresentDecision[]) {
    try {
      Object.assign(decisions, { [name]: await readers[name](db) });
    } catch {
      failed.push(name);
    }
  }
  return { decisions, failed };
}

export async function originOf(db: Db): Promise<string | null> {
  const events = db.selectFrom('audit_events').select('hash').orderBy('seq').limit(1);
  return (await events.executeTakeFirst())?.hash ?? null;
}

async function unwatchedEntries(db: Db): Promise<string[]> {
  const events = await db
    .selectFrom('audit_events')
    .select('subject')
    .where('action', '=', 'watchlist_removed')
    .execute();
  return events.flatMap(({ subject }) => (subject === null ? [] : [subject]));
}

/** The people whose latest consent is withdrawn. */
async function withdrawnPeople(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select person_id as id from consents c
    where withdrawn_at is not null
      and c.id = (select max(id) from consents where person_id = c.person_id)`.execute(db);
  return rows.map(({ id }) => id);
}
