import { foldEmail, foldName } from '#base/text';
import type { Db } from '../store/schema.ts';
import {
  putPersonSeals,
  sealedPeople,
  sealedPeopleAfter,
  type SealedRow,
} from '../store/tables/templates.ts';
import { deriveKey, isSameHash, keyedHash } from './keyed-hash.ts';
import type { TemplateKey } from './keyring.ts';

/**
 * Binds a person's identity to their templates, by a MAC under a key derived from the template key. A name, e-mail
 * or employee id that another program wrote does not match the MAC. Added or removed templates do not match
 * either. Each template's cipher binds the template to the person's id.
 */
function sealOf(key: Buffer, { id, name, email, employeeId, templates }: SealedRow): Buffer {
  const numbered = templates.map((template) => [template.id, template.createdAt]);
  return keyedHash(key, id, name, email, employeeId, numbered);
}

function sealKeyOf({ encryption }: TemplateKey): Buffer {
  return deriveKey(encryption, 'person seal');
}

function fits(key: Buffer, row: SealedRow, own = sealOf(key, row)): boolean {
  const { name, nameFolded, email, emailFolded, seal, isErased } = row;
  // Another program has put the record back. The seal alone says nothing of the time.
  if (isErased) return false;
  // Claims find people by the folded forms, so these must match the name and e-mail too.
  if (nameFolded !== foldName(name)) return false;
  if (emailFolded !== (email === null ? null : foldEmail(email))) return false;
  return seal !== null && isSameHash(seal, own);
}

/** State of a person's record. */
export interface RecordState {
  /** Whether another program than Vestibule changed the record. */
  isAltered: boolean;
  /** Changes whenever the identity or the set of templates changes. */
  revision: string;
}

/** Record states of these people. Call this in a transaction, with its key. */
export async function recordStates(
  db: Db,
  key: TemplateKey,
  personIds: readonly string[],
): Promise<Map<string, RecordState>> {
  const sealing = sealKeyOf(key);
  const rows = await sealedPeople(db, personIds);
  return new Map(
    rows.map((row) => {
      const own = sealOf(sealing, row);
      return [row.id, { isAltered: !fits(sealing, row, own), revision: own.toString('hex') }];
    }),
  );
}

/** Seals people as they are stored now. Call this at the end of a transaction that changes identities or templates. */
export async function sealPeople(
  db: Db,
  key: TemplateKey,
  personIds: readonly string[],
): Promise<void> {
  await putSealed(db, sealKeyOf(key), await sealedPeople(db, personIds));
}

async function putSealed(db: Db, sealing: Buffer, rows: readonly SealedRow[]): Promise<void> {
  const seals = rows.map((row) => ({ personId: row.id, seal: sealOf(sealing, row) }));
  await putPersonSeals(db, seals);
}

/** The next people after an id whose record does not match its seal. @returns `last`: null at the end */
export async function alteredAfter(
  db: Db,
  key: TemplateKey,
  afterId: string,
): Promise<{ altered: string[]; last: string | null }> {
  const sealing = sealKeyOf(key);
  const page = await sealedPeopleAfter(db, afterId, perPage);
  const altered = page.filter((row) => !fits(sealing, row)).map(({ id }) => id);
  return { altered, last: page.length < perPage ? null : page.at(-1)!.id };
}

/**
 * Seals everybody under a key. Records that did not match the former seal do not match the new seal either.
 * @param former null: nothing was sealed before
 */
export async function sealEverybody(
  db: Db,
  former: TemplateKey | null,
  next: TemplateKey,
): Promise<void> {
  const [before, after] = [former && sealKeyOf(former), sealKeyOf(next)];
  for await (const page of everybody(db)) {
    await putSealed(db, after, before ? page.filter((row) => fits(before, row)) : page);
  }
}

const perPage = 500;

async function* everybody(db: Db): AsyncGenerator<SealedRow[]> {
  for (let last = ''; ;) {
    const page = await sealedPeopleAfter(db, last, perPage);
    yield page;
    if (page.length < perPage) return;
    last = page.at(-1)?.id ?? last;
  }
}
