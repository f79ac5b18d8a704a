import { sql } from 'kysely';
import { storedRow, withoutColumn } from '#database';
import { tablesWhere } from '../store/table-rules.ts';
import type { Db } from '../store/schema.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import { auditEventsAbout, type AuditEventRow } from '../store/tables/audit-events.ts';
import {
  consentsOf,
  consentTexts,
  consentTranslations,
  type ConsentRow,
  type ConsentText,
  isLinked,
  type LinkedRecords,
} from '../store/tables/privacy.ts';
import { findPerson, type PersonRow } from '../store/tables/people.ts';
import { checksOf, type CheckRow } from '../store/tables/sign-in-history.ts';
import { signInsOf, type SignInRow } from '../store/tables/sign-ins.ts';
import { templatesOfPerson } from '../store/tables/templates.ts';
import { personReferences, watchlistEntriesOf } from './erasure.ts';
import { findLinkedRecords, type Messages } from './linked-records.ts';

/** All stored data of one person. */
export interface PersonalData {
  exportedAt: Date;
  person: PersonRow;
  consents: ConsentRow[];
  /** The texts that they agreed to. */
  consentTexts: ConsentText[];
  templates: PersonalTemplate[];
  /** With the results of each check. */
  signIns: (SignInRow & { checks: CheckRow[] })[];
  /** The recorded actions about them, with actor and time. */
  onRecord: Pick<AuditEventRow, 'at' | 'action' | 'actor' | 'details'>[];
  /**
   * Rows of other tables, by table. Messages about the person are decrypted; other bytes are shown as their number, and
   * ids of other people are left out.
   */
  other: Record<string, Record<string, unknown>[]>;
}

interface PersonalTemplate {
  model: string;
  source: string;
  createdAt: Date;
  /** The values (little-endian floats, base64), when they were requested. */
  numbers?: string;
}

interface Keys {
  /** Decrypts the templates' values; null: the values are left out. */
  templates: TemplateCipher | null;
  /** Decrypts the pending messages. */
  messages: Messages;
}

/** Returns null when there is no such person. */
export async function personalData(
  db: Db,
  personId: string,
  { templates, messages }: Keys,
): Promise<PersonalData | null> {
  const person = await findPerson(db, personId);
  if (!person) return null;
  await messages.readKey();
  const ties = await findLinkedRecords(db, person, messages);
  const consents = await consentsOf(db, [personId]);
  return {
    exportedAt: new Date(),
    person,
    consents,
    consentTexts: await textsAgreedTo(db, consents),
    templates: await heldTemplates(db, personId, templates),
    signIns: await Promise.all(
      (await signInsOf(db, personId, ties.desk_cards)).map(async (signIn) => ({
        ...signIn,
        checks: await checksOf(db, signIn.jobId),
      })),
    ),
    onRecord: await auditEventsAbout(db, personId),
    other: {
      ...(await otherRows(db, personId, messages, ties)),
      ...(await findWatchlisted(db, person)),
    },
  };
}

async function heldTemplates(
  db: Db,
  personId: string,
  cipher: TemplateCipher | null,
): Promise<PersonalTemplate[]> {
  const rows = await templatesOfPerson(db, personId);
  return rows.map(({ model, source, createdAt, ciphertext }) => {
    if (!cipher) return { model, source, createdAt };
    const template = cipher.decrypt(ciphertext, personId, model);
    const bytes = Buffer.from(template.buffer, template.byteOffset, template.byteLength);
    return { model, source, createdAt, numbers: bytes.toString('base64') };
  });
}

/** Returns only the entries that certainly mean the person, so that the export reveals nothing about a namesake. */
async function findWatchlisted(db: Db, person: PersonRow): Promise<PersonalData['other']> {
  const found = await watchlistEntriesOf(db, person);
  const entries = found.filter(({ isCertain }) => isCertain).map(({ entry }) => storedRow(entry));
  return entries.length === 0 ? {} : { watchlist_entries: entries };
}

/** Returns the texts in the languages in which the person read them. */
async function textsAgreedTo(db: Db, consents: readonly ConsentRow[]): Promise<ConsentText[]> {
  const translations = await consentTranslations(db);
  return (await consentTexts(db)).flatMap((text) => {
    const agreed = consents.filter(({ textVersion }) => textVersion === text.version);
    const languages = new Set(agreed.map(({ language }) => language ?? text.language));
    const { version } = text;
    const read = translations.filter(
      ({ ofSha256, language }) => ofSha256 === text.sha256 && languages.has(language),
    );
    return [
      ...(languages.has(text.language) ? [text] : []),
      ...read.map(({ language, sha256, text, publishedAt }) => {
        return { version, language, sha256, text, publishedAt };
      }),
    ];
  });
}

/** Returns the rows of every other table that refers to the person, those of later versions too. */
async function otherRows(
  db: Db,
  personId: string,
  messages: Keys['messages'],
  ties: LinkedRecords,
): Promise<PersonalData['other']> {
  const found: PersonalData['other'] = {};
  const shownApart: readonly string[] = tablesWhere('onExport', 'apart', 'repeats');
  for (const { table, column } of await personReferences(db)) {
    if (shownApart.includes(table)) continue;
    const { rows } = await sql<Record<string, unknown>>`
      select * from ${sql.table(table)} where ${sql.ref(column)} = ${personId} or ${isLinked(table, ties)}`.execute(
      db,
    );
    if (rows.length > 0) {
      found[table] = [
        ...(found[table] ?? []),
        // `rowid` only preserves the order on PostgreSQL, and is no personal data.
        ...rows.map((row) => show(open(withoutColumn(row, 'rowid'), messages), personId)),
      ];
    }
  }
  return found;
}

/** Decrypts messages, desk cards and expected visits, which show what others learn about the person. */
function open(row: Record<string, unknown>, messages: Keys['messages']): Record<string, unknown> {
  const id = row['id'] ?? row['invite_id'] ?? row['job_id'];
  if (typeof id !== 'string') return row;
  const read = Object.entries(row).map(([column, value]) => {
    const isSealed = value instanceof Uint8Array;
    return [column, isSealed ? (messages.open(Buffer.from(value), id) ?? value) : value];
  });
  return Object.fromEntries(read) as Record<string, unknown>;
}

/** Hides the other person of a pair, because that is another person's data. */
function show(row: Record<string, unknown>, personId: string): Record<string, unknown> {
  const entries = Object.entries(row).map(([column, value]) => {
    const isPerson = /^(.*_)?person(_.*)?$/.test(column);
    if (isPerson && value !== null && value !== personId) return [column, 'another person'];
    return [column, value instanceof Uint8Array ? `${value.length} bytes` : value];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}
