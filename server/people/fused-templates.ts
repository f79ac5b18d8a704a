import { setImmediate } from 'node:timers/promises';
import type { Db } from '../store/schema.ts';
import { StoreError } from '../store/store-error.ts';
import {
  claimOutdatedFused,
  outdatedFusedTemplates,
  putFusedTemplate,
  templatesOf,
} from '../store/tables/templates.ts';
import { fusedOwner, type TemplateCipher } from '../templates/cipher.ts';
import { fuseRecord } from '#face';

/** The source of templates, and the cipher that decrypts them. */
export interface TemplateSource {
  db: Db;
  cipher: TemplateCipher;
  model: { id: string; dimension: number };
}

/**
 * Returns a stored fused template, still transformed. Null when there is none, or when the key in use does not
 * decrypt it: then it must be fused again from the single templates.
 */
export function openFused(
  { cipher, model }: Pick<TemplateSource, 'cipher' | 'model'>,
  personId: string,
  ciphertext: Buffer | null,
): Float32Array | null {
  if (ciphertext === null) return null;
  try {
    const fused = cipher.decryptTransformed(ciphertext, fusedOwner(personId), model.id);
    return fused.length === model.dimension ? fused : null;
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
}

/**
 * Fuses the single templates of these people, transformed. People without a template of the model are left out.
 * @param source `db`: a transaction in which the cipher is up to date
 * @throws {StoreError} `template_damaged`
 */
export async function fusedFromSingles(
  source: TemplateSource,
  personIds: readonly string[],
): Promise<Map<string, Float32Array>> {
  const byPerson = new Map<
    string,
    { from: number; first: Float32Array[]; later: Float32Array[] }
  >();
  for (const row of await templatesOf(source.db, source.model.id, personIds)) {
    const template = open(source, row.personId, row.ciphertext);
    const from = row.createdAt.getTime();
    const record = byPerson.get(row.personId) ?? { from, first: [], later: [] };
    byPerson.set(row.personId, record);
    (from === record.from ? record.first : record.later).push(template);
  }
  return new Map([...byPerson].map(([id, { first, later }]) => [id, fuseRecord(first, later)]));
}

function open(
  { cipher, model }: TemplateSource,
  personId: string,
  ciphertext: Buffer,
): Float32Array {
  const template = cipher.decryptTransformed(ciphertext, personId, model.id);
  const isWhole = template.length === model.dimension && template.every(Number.isFinite);
  if (isWhole) return template;
  const what =
    template.length === model.dimension
      ? 'has a value that is no number'
      : `has ${template.length} values, but ${model.id} makes ${model.dimension}`;
  throw new StoreError(
    'template_damaged',
    `A stored template of person ${personId} ${what}. Remove this person and enrol them again.`,
  );
}

/**
 * Stores the person's fused template for the model, unless it is already stored. Call it in the transaction that
 * changes the templates, after the change. @throws {StoreError} `template_damaged`
 */
export async function storeFused(source: TemplateSource, personId: string): Promise<boolean> {
  const { db, cipher, model } = source;
  if (!(await claimOutdatedFused(db, model.id, personId))) return false;
  await cipher.expectKeyOf(db);
  const fused = (await fusedFromSingles(source, [personId])).get(personId);
  const ciphertext = fused && cipher.encryptTransformed(fused, fusedOwner(personId), model.id);
  await putFusedTemplate(db, model.id, personId, ciphertext ?? null);
  return true;
}

/** Number of people in one transaction: some 10 ms, in which nothing else uses the database. */
const peopleAtOnce = 20;

/**
 * Stores the missing fused templates; after an upgrade of the database, those of everybody. Skips people with damaged
 * templates, which the gallery reports.
 * @param signal stops early and keeps what was stored
 * @returns how many were stored
 */
export async function storeMissingFused(
  source: TemplateSource,
  signal?: AbortSignal,
): Promise<number> {
  let stored = 0;
  for (let last = 0; ;) {
    const page = await outdatedFusedTemplates(source.db, source.model.id, last, peopleAtOnce);
    await source.db.transaction().execute(async (db) => {
      for (const { personId } of page) {
        if (await storeFused({ ...source, db }, personId).catch(ifDamaged)) stored++;
      }
    });
    if (page.length < peopleAtOnce || signal?.aborted) return stored;
    last = page.at(-1)?.id ?? last;
    await setImmediate();
  }
}

function ifDamaged(error: unknown): false {
  if (error instanceof StoreError && error.code === 'template_damaged') return false;
  throw error;
}
