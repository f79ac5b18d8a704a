import { setImmediate } from 'node:timers/promises';
import type { Db } from '../store/schema.ts';
import { fusedTemplatesAfter, fusedTemplatesOf, type FusedRow } from '../store/tables/templates.ts';
import { fusedFromSingles, openFused, type TemplateSource } from './fused-templates.ts';
import type { GalleryPerson } from './gallery-people.ts';

export const peoplePerPage = 256;
/** Decrypting this many blocks the event loop for a millisecond or two. */
const peoplePerTurn = 64;

/**
 * Returns the present state of these people who have templates of the model.
 * @param personIds at most `peoplePerPage`
 * @throws {StoreError} `template_damaged`, `key_wrong`
 */
export async function readGalleryPeople(
  source: TemplateSource,
  personIds: readonly string[],
): Promise<GalleryPerson[]> {
  const rows = await inOneView(source, (db) => fusedTemplatesOf(db, source.model.id, personIds));
  return pageOf(source, rows);
}

/**
 * Yields everybody with templates of the model, page by page. Each page is read at its own moment, so people who
 * change in between must be read again.
 * @throws {StoreError} `template_damaged`, `key_wrong`
 */
export async function* readGallery(source: TemplateSource): AsyncGenerator<GalleryPerson[]> {
  const readAfter = (id: number) => {
    const read = inOneView(source, (db) =>
      fusedTemplatesAfter(db, source.model.id, id, peoplePerPage),
    );
    // The caller may stop before it awaits this page, so an error must not stay unhandled.
    read.catch(() => {});
    return read;
  };
  for (let next: Promise<FusedRow[]> | null = readAfter(0); next !== null;) {
    const rows: FusedRow[] = await next;
    const last = rows.at(-1);
    // The database reads the next page while this one is decrypted.
    next = last && rows.length === peoplePerPage ? readAfter(last.id) : null;
    yield await pageOf(source, rows);
  }
}

async function inOneView<T>(source: TemplateSource, work: (db: Db) => Promise<T>): Promise<T> {
  return source.db
    .transaction()
    .setAccessMode('read only')
    .execute(async (db) => {
      await source.cipher.expectKeyOf(db);
      return work(db);
    });
}

async function pageOf(source: TemplateSource, rows: readonly FusedRow[]): Promise<GalleryPerson[]> {
  const fused = new Map<string, Float32Array>();
  const missing: string[] = [];
  for (const [index, { personId, ciphertext }] of rows.entries()) {
    if (index % peoplePerTurn === peoplePerTurn - 1) await setImmediate();
    const template = openFused(source, personId, ciphertext);
    if (template) fused.set(personId, template);
    else missing.push(personId);
  }
  if (missing.length > 0) {
    const found = await inOneView(source, (db) => fusedFromSingles({ ...source, db }, missing));
    for (const [personId, template] of found) fused.set(personId, template);
  }
  return rows.flatMap((row): GalleryPerson[] => {
    const { personId } = row;
    const template = fused.get(personId);
    return template ? [{ personId, template, endsAt: endOf(row) }] : [];
  });
}

/** Returns the end of a person's validity: a withdrawal, or the end of the enrolment or the consent. */
function endOf({ expiresAt, consentExpiresAt, withdrawnAt }: FusedRow): number {
  if (withdrawnAt !== null) return -Infinity;
  return Math.min(timeOf(expiresAt), timeOf(consentExpiresAt));
}

function timeOf(date: Date | null): number {
  return date === null ? Infinity : date.getTime();
}
