import { setImmediate } from 'node:timers/promises';
import { recordEvent } from '../audit/record.ts';
import { readGallery } from '../people/read-gallery.ts';
import { type ModelInfo, stricterThreshold, TemplateMatrix } from '#face';
import type { Db } from '../store/schema.ts';
import { lookalikesOf, putLookalikes } from '../people/gallery-rows.ts';
import { listPeople, type PersonRow } from '../store/tables/people.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import { commandActor } from './command-actor.ts';

export interface ComparedGallery {
  db: Db;
  cipher: TemplateCipher;
  model: ModelInfo;
}

export interface FoundLookalikes {
  model: ModelInfo;
  everybody: Everybody;
  /** `inForce` is the pair's present stricter threshold. */
  pairs: (Pair & { inForce: number | null })[];
  /** Number of pairs that got a stricter threshold; null without `apply`. */
  applied: number | null;
}

/** Finds enrolled people who look alike. Stores nothing unless `apply` is set, and never lowers a threshold. */
export async function findLookalikes(
  { db, cipher, model }: ComparedGallery,
  { apply, onPeople, onPerson }: Options,
): Promise<FoundLookalikes> {
  const enrolled = await everybodyEnrolled({ db, cipher, model });
  onPeople(enrolled.owners.length);
  const everybody = await compareEverybody(enrolled, model, onPerson);
  const applied = apply ? await applyTo(db, model.id, everybody.pairs) : null;
  const known = await inForce(db, model.id);
  const pairs = everybody.pairs.map((pair) => {
    return { ...pair, inForce: known.get(keyOf(pair.a.id, pair.b.id)) ?? null };
  });
  return { model, everybody, pairs, applied };
}

interface Enrolled {
  owners: PersonRow[];
  /** The fused template of each owner, row after row, transformed. */
  matrix: TemplateMatrix;
}

/** Everybody with a template of the model, in the order of their ids. */
async function everybodyEnrolled({ db, cipher, model }: ComparedGallery): Promise<Enrolled> {
  const templates = new Map<string, Float32Array>();
  for await (const page of readGallery({ db, cipher, model })) {
    for (const { personId, template } of page) templates.set(personId, template);
  }
  const people = await listPeople(db, model.id);
  people.sort((a, b) => (a.id < b.id ? -1 : 1));
  const owners: PersonRow[] = [];
  const matrix = new TemplateMatrix(model.dimension);
  for (const person of people) {
    const template = templates.get(person.id);
    if (!template) continue;
    matrix.add(template);
    owners.push(person);
  }
  return { owners, matrix };
}

interface Options {
  apply: boolean;
  /** Called with the number of people to compare, then after each person. */
  onPeople: (count: number) => void;
  onPerson: () => void;
}

/** Stores all pairs in one transaction; leaves out people erased in the meantime. */
async function applyTo(db: Db, model: string, pairs: readonly Pair[]): Promise<number> {
  const now = new Date();
  return db.transaction().execute(async (transaction) => {
    const known = await inForce(transaction, model);
    const rows = await transaction.selectFrom('people').select('id').execute();
    const ids = new Set(rows.map(({ id }) => id));
    let applied = 0;
    for (const { a, b, threshold } of pairs) {
      const before = known.get(keyOf(a.id, b.id)) ?? 0;
      if (before >= threshold || !ids.has(a.id) || !ids.has(b.id)) continue;
      await putLookalikes(transaction, { personA: a.id, personB: b.id, threshold }, model, now);
      applied++;
    }
    if (applied > 0) {
      const details = { pairs: applied };
      await recordEvent(transaction, {
        action: 'lookalikes_changed',
        actor: commandActor(),
        details,
      });
    }
    return applied;
  });
}

async function inForce(db: Db, model: string): Promise<Map<string, number>> {
  const stored = await lookalikesOf(db, model);
  return new Map(
    stored.map(({ personA, personB, threshold }) => [keyOf(personA, personB), threshold]),
  );
}

function keyOf(one: string, another: string): string {
  return [one, another].sort().join(' ');
}

/** Two people whom the model could confuse, and the score that approving either needs. */
interface Pair {
  a: PersonRow;
  b: PersonRow;
  likeness: number;
  threshold: number;
}

/** Everybody enrolled compared with everybody else. */
interface Everybody {
  people: number;
  comparisons: number;
  /** Number of pairs that reach the model's threshold. */
  matches: number;
  /** Most similar pairs first. */
  pairs: Pair[];
}

/**
 * Compares fused templates; expired enrolments are left out.
 * @param threshold of the model
 * @param onPerson called after each person, who was compared with everybody after them
 */
async function compareEverybody(
  { owners, matrix }: Enrolled,
  { threshold }: { threshold: number },
  onPerson: () => void,
): Promise<Everybody> {
  const now = new Date();
  const isCurrent = owners.map(({ expiresAt }) => !expiresAt || expiresAt > now);
  const pairs: Pair[] = [];
  let comparisons = 0;
  let matches = 0;
  for (const [row, a] of owners.entries()) {
    onPerson();
    if (!isCurrent[row]) continue;
    await setImmediate();
    const rest = matrix.similarities(matrix.template(row), row + 1);
    for await (const { firstRow, scores } of rest) {
      for (const [i, likeness] of scores.entries()) {
        const index = firstRow + i;
        const b = owners[index];
        if (!b || !isCurrent[index]) continue;
        comparisons++;
        if (likeness >= threshold) matches++;
        const needed = stricterThreshold(likeness, threshold);
        if (needed > threshold) pairs.push({ a, b, likeness, threshold: needed });
      }
    }
  }
  pairs.sort((one, another) => another.likeness - one.likeness);
  const people = isCurrent.filter((current) => current).length;
  return { people, comparisons, matches, pairs };
}
