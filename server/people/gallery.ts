import { setImmediate } from 'node:timers/promises';
import { foldEmail, foldName } from '../platform/folding.ts';
import {
  type Claim,
  hasEnded,
  type ClaimedScore,
  type Comparison,
  type People,
  type Person,
  type Score,
  consentStandings,
  type ConsentStanding,
} from './person.ts';
import type { Db } from '../store/schema.ts';
import { StoreError } from '../store/store-error.ts';
import { peopleRevision, peopleAfter, type PersonRow } from '../store/tables/people.ts';
import { visitorProfilesOf } from '../store/tables/visitor-profiles.ts';
import { templateIdsAfter, templatesByIds } from '../store/tables/templates.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import type { TemplateTransform } from '../templates/transform.ts';
import { looksOf } from './look-alike-name.ts';
import { loadResemblance, type Resemblance } from './looks-like.ts';
import { similarities, fuse } from './similarity.ts';

/**
 * Everybody enrolled, with their templates in memory: decrypted, but still turned by the
 * installation's secret transform, as every probe is before it meets them. Before each answer it asks the
 * database whether anything changed, so that what another process enrolled or erased counts at once.
 */
export class Gallery implements People {
  readonly #source: SnapshotSource;
  #snapshot: Snapshot | undefined;
  #loading: Promise<void> | undefined;

  constructor(source: SnapshotSource) {
    this.#source = source;
  }

  /**
   * Loads what changed since the last time; does nothing when nothing did.
   * @throws {StoreError} `template_damaged` when a template does not decrypt: the gallery is then
   *   not usable, rather than silently without that person
   */
  async refresh(): Promise<void> {
    await this.#current();
  }

  async findClaimed(claim: Claim): Promise<Person[]> {
    const { claims } = await this.#current();
    return claims.find(claim);
  }

  async findLookAlikes(name: string): Promise<Person[]> {
    const { claims } = await this.#current();
    return claims.findLookAlikes(name);
  }

  /** An expired enrolment, or one whose consent has ended, is compared with nobody, neither as the one claimed nor as another. */
  async compare(probe: Float32Array, claimedIds: readonly string[]): Promise<Comparison> {
    const { matrix, owners, resemblance, transform } = await this.#current();
    if (probe.length !== this.#source.model.dimension) {
      throw new RangeError('The probe was not made by the model of this gallery.');
    }
    const now = new Date();
    const turned = transform.apply(probe);
    const { same, stricter } = resemblance;
    const isClaimed = new Set(claimedIds);
    const isSame = new Set(claimedIds.flatMap((id) => [...(same.get(id) ?? [])]));
    let claimed: ClaimedScore | null = null;
    let other: Score | null = null;
    for await (const { firstRow, scores } of similarities(matrix, turned)) {
      for (const [i, score] of scores.entries()) {
        const owner = owners[firstRow + i];
        const rival = owner && isClaimed.has(owner.id) ? claimed : other;
        if (!owner || (rival && rival.score >= score)) continue;
        if (owner.expiresAt && owner.expiresAt <= now) continue;
        if (hasEnded(owner.standing, now)) continue;
        const best = { personId: owner.id, score };
        const needed = stricter.get(owner.id);
        if (isClaimed.has(owner.id)) {
          claimed = needed === undefined ? best : { ...best, stricter: needed };
        } else if (!isSame.has(owner.id)) other = best;
      }
    }
    return { claimed, other };
  }

  async #current(): Promise<Snapshot> {
    for (;;) {
      const revision = await peopleRevision(this.#source.db);
      if (this.#snapshot && this.#snapshot.revision >= revision) return this.#snapshot;
      // A load that is already running may have begun before the change, hence the loop.
      this.#loading ??= this.#load().finally(() => (this.#loading = undefined));
      await this.#loading;
    }
  }

  async #load(): Promise<void> {
    this.#snapshot = await loadSnapshot(this.#source, this.#snapshot);
  }
}

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
    const byId = new Map<string, Person>();
    const ids = page.map(({ id }) => id);
    const standingOf = await consentStandings(db, ids);
    for (const row of page) {
      const person = personOf(row, idsByPerson.get(row.id)?.length ?? 0, standingOf(row.id));
      claims.add(person, row.nameFolded, row.emailFolded);
      byId.set(person.id, person);
      if (person.templates > 0) owners.push(person);
    }
    for (const { profileId, personId } of await visitorProfilesOf(db, ids)) {
      claims.addProfile(profileId, byId.get(personId));
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

/** Who a claim can mean. */
class ClaimIndex {
  readonly #byEmail = new Map<string, Person>();
  readonly #byEmployeeId = new Map<string, Person>();
  readonly #byProfile = new Map<string, Person>();
  readonly #byName = new Map<string, Person[]>();
  readonly #byLook = new Map<string, Person[]>();

  add(person: Person, nameFolded: string, emailFolded: string | null): void {
    if (emailFolded !== null) this.#byEmail.set(emailFolded, person);
    if (person.employeeId !== null) this.#byEmployeeId.set(person.employeeId, person);
    append(this.#byName, nameFolded, person);
    for (const look of looksOf(person.name)) append(this.#byLook, look, person);
  }

  addProfile(profileId: string, person: Person | undefined): void {
    if (person) this.#byProfile.set(profileId, person);
  }

  /** By e-mail, else by employee id, else by profile, else by name; see `People.findClaimed`. */
  find(claim: Claim): Person[] {
    const email = foldEmail(claim.email ?? '');
    const employeeId = (claim.employeeId ?? '').trim();
    const known =
      this.#byEmail.get(email) ??
      this.#byEmployeeId.get(employeeId) ??
      this.#byProfile.get(claim.profileId ?? '');
    if (known) return [known];
    const namesakes = this.#byName.get(foldName(claim.name ?? '')) ?? [];
    return namesakes.filter(
      (person) =>
        !(email !== '' && person.email !== null) &&
        !(employeeId !== '' && person.employeeId !== null),
    );
  }

  /** Everybody whose name is this one or looks like it, whatever else is recorded of them. */
  findLookAlikes(name: string): Person[] {
    const alike = [...looksOf(name)].flatMap((look) => this.#byLook.get(look) ?? []);
    return [...new Set([...(this.#byName.get(foldName(name)) ?? []), ...alike])];
  }
}

function append(map: Map<string, Person[]>, key: string, person: Person): void {
  const known = map.get(key);
  if (known) known.push(person);
  else map.set(key, [person]);
}
