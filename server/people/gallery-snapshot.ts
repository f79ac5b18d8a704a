import { setImmediate } from 'node:timers/promises';
import type { Db } from '../store/schema.ts';
import { StoreError } from '../store/store-error.ts';
import { peopleAfter, type PersonRow } from '../store/tables/people.ts';
import { peopleRevision } from '../store/tables/people-revision.ts';
import { templateIdsAfter, templatesByIds } from '../store/tables/templates.ts';
import type { TemplateCipher } from '../store/template-cipher.ts';
import type { TemplateTransform } from '../store/template-transform.ts';
import { ClaimIndex } from './claim-index.ts';
import { consentStandings, type ConsentStanding } from './consent-standing.ts';
import { fuse } from './fuse.ts';
import type { Person } from './person.ts';
import { loadResemblance, type Resemblance } from './resemblance.ts';

/** Everybody at one revision of the database. Never changed once made. */
export interface Snapshot {
  revision: number;
  claims: ClaimIndex;
  /** Whose template each row of the matrix is. */
  owners: readonly Person[];
  /** The fused template of each owner, row after row, under the transform. */
  matrix: Float32Array;
  /** What a probe is turned by before it is compared. */
  transform: TemplateTransform;
  /** By person: the row, and the numbers of the templates that it was fused from. */
  rows: ReadonlyMap<string, { row: number; templateIds: readonly number[] }>;
  resemblance: Resemblance;
}

export interface SnapshotSource {
  db: Db;
  cipher: TemplateCipher;
  model: { id: string; dimension: number };
}

// Small enough that no page keeps the event loop for more than a few milliseconds.
const peoplePerPage = 500;
const idsPerPage = 2000;
const templatesPerPage = 200;
const rowsPerTurn = 2000;

/**
 * Reads everybody, in one consistent view of the database. Fused templates whose parts are the same
 * as in the earlier snapshot, and under the same transform, are taken from there instead of being
 * decrypted again.
 * @throws {StoreError} `template_damaged`
 */
export async function loadSnapshot(source: SnapshotSource, earlier?: Snapshot): Promise<Snapshot> {
  const { dimension } = source.model;
  return source.db
    .transaction()
    .setAccessMode('read only')
    .execute(async (db) => {
      await source.cipher.keepUp(db);
      const transform = source.cipher.transformOf(source.model.id, dimension);
      const reusable = earlier?.transform.id === transform.id ? earlier : undefined;
      const revision = await peopleRevision(db);
      const idsByPerson = await templateIdsByPerson(db, source.model.id);
      const { claims, owners } = await everybody(db, idsByPerson);
      const matrix = new Float32Array(owners.length * dimension);
      const rows = new Map<string, { row: number; templateIds: readonly number[] }>();
      const changed: string[] = [];
      for (const [row, { id }] of owners.entries()) {
        if (row % rowsPerTurn === 0) await setImmediate();
        const templateIds = idsByPerson.get(id) ?? [];
        rows.set(id, { row, templateIds });
        const known = reusable?.rows.get(id);
        if (reusable && known && isSame(known.templateIds, templateIds)) {
          const from = known.row * dimension;
          matrix.set(reusable.matrix.subarray(from, from + dimension), row * dimension);
        } else changed.push(id);
      }
      for await (const { personId, template } of fusedTemplates({ ...source, db }, changed, rows)) {
        matrix.set(template, (rows.get(personId)?.row ?? 0) * dimension);
      }
      const resemblance = await loadResemblance(db, source.model.id);
      return { revision, claims, owners, matrix, transform, rows, resemblance };
    });
}

async function everybody(
  db: Db,
  idsByPerson: ReadonlyMap<string, readonly number[]>,
): Promise<{ claims: ClaimIndex; owners: Person[] }> {
  const claims = new ClaimIndex();
  const owners: Person[] = [];
  for (let last = ''; ;) {
    const page = await peopleAfter(db, last, peoplePerPage);
    const standingOf = await consentStandings(
      db,
      page.map(({ id }) => id),
    );
    for (const row of page) {
      const person = personOf(row, idsByPerson.get(row.id)?.length ?? 0, standingOf(row.id));
      claims.add(person, row.nameFolded, row.emailFolded);
      if (person.templates > 0) owners.push(person);
    }
    if (page.length < peoplePerPage) return { claims, owners };
    last = page.at(-1)?.id ?? last;
  }
}

function personOf(row: PersonRow, templates: number, standing: ConsentStanding): Person {
  const { id, name, email, employeeId, consent, createdAt, expiresAt } = row;
  return { id, name, email, employeeId, consent, standing, createdAt, expiresAt, templates };
}

async function templateIdsByPerson(db: Db, model: string): Promise<Map<string, number[]>> {
  const byPerson = new Map<string, number[]>();
  for (let last = 0; ;) {
    const page = await templateIdsAfter(db, model, last, idsPerPage);
    for (const { id, personId } of page) {
      const ids = byPerson.get(personId);
      if (ids) ids.push(id);
      else byPerson.set(personId, [id]);
    }
    if (page.length < idsPerPage) return byPerson;
    last = page.at(-1)?.id ?? last;
  }
}

/** Decrypts and fuses, several people at a time. */
async function* fusedTemplates(
  source: SnapshotSource,
  personIds: readonly string[],
  rows: Snapshot['rows'],
): AsyncGenerator<{ personId: string; template: Float32Array }> {
  let batch: number[] = [];
  for (const [index, personId] of personIds.entries()) {
    batch.push(...(rows.get(personId)?.templateIds ?? []));
    if (batch.length < templatesPerPage && index < personIds.length - 1) continue;
    const byPerson = new Map<string, Float32Array[]>();
    for (const { personId: owner, ciphertext } of await templatesByIds(source.db, batch)) {
      const template = decrypted(source, owner, ciphertext);
      const templates = byPerson.get(owner);
      if (templates) templates.push(template);
      else byPerson.set(owner, [template]);
    }
    for (const [owner, templates] of byPerson) {
      yield { personId: owner, template: fuse(templates) };
    }
    batch = [];
  }
}

function decrypted(
  { cipher, model }: SnapshotSource,
  personId: string,
  ciphertext: Buffer,
): Float32Array {
  const template = cipher.decryptTransformed(ciphertext, personId, model.id);
  if (template.length === model.dimension) return template;
  throw new StoreError(
    'template_damaged',
    `A stored template of person ${personId} has ${template.length} values, but ${model.id} makes ` +
      `${model.dimension}. Remove this person and enrol them again.`,
  );
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
