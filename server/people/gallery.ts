import { setImmediate } from 'node:timers/promises';
import type { Claim, GalleryComparison, People, Person, PersonScore } from './person.ts';
import type { Db } from '../store/schema.ts';
import { peopleCurrencyCheck, peopleRevision } from '../store/tables/people.ts';
import { momentAfter, peopleChangesSince, type Moment } from '../store/tables/gallery.ts';
import { findClaimed, findClaimedWithin, findLookAlikes } from './claims.ts';
import type { OtherForms } from '../platform/name-words.ts';
import type { TemplateSource } from './fused-templates.ts';
import { GalleryPeople } from './gallery-people.ts';
import { loadStricterThresholds } from './duplicate-detection.ts';
import { peoplePerPage, readGallery, readGalleryPeople } from './read-gallery.ts';
import { isTemplate } from './template-matrix.ts';

/** Who looks after those who were erased. */
export interface Forgetting {
  /** Comparisons wait for it: the database was restored from a copy. */
  restored(): Promise<void>;
  /** Someone is not enrolled any more. */
  gone(): void;
}

/**
 * Everyone enrolled, as probes are compared with them: the templates in memory, still turned by the
 * installation's secret transform. Before each answer it asks the database whether anything changed, and reads those who did, so
 * that what another process enrolled or erased counts at once. Claims are looked up in the database.
 */
export class Gallery implements People {
  readonly #source: TemplateSource;
  readonly #turns = new GalleryQueue();
  #people: GalleryPeople | undefined;
  #loading: Promise<void> | undefined;
  readonly #forgetting: Forgetting | undefined;
  #seen: Moment | undefined;
  #restoring: Promise<void> | undefined;
  /** How often it was begun from nothing because the database was put back. */
  #beginnings = 0;

  constructor(source: TemplateSource, forgetting?: Forgetting) {
    this.#source = source;
    this.#forgetting = forgetting;
  }

  /**
   * Reads who changed since the last time, everyone at first; no one when nothing did.
   * @throws {StoreError} `template_damaged` when a template does not decrypt: the gallery is then
   *   not usable, rather than silently without that person
   */
  async refresh(): Promise<void> {
    await this.#current();
  }

  /** People in memory; null while no one was read yet. */
  get count(): number | null {
    return this.#people?.count ?? null;
  }

  async findClaimed(claim: Claim, within?: Db): Promise<Person[]> {
    if (within) {
      // Nothing is read into memory: another connection would wait for this transaction. In a database that was put
      // back, people may be enrolled who were erased, until everybody is read again.
      const { goesOn } = await momentAfter(within, this.#seen);
      return goesOn ? findClaimedWithin(within, this.#source, claim) : [];
    }
    await this.#current();
    return findClaimed(this.#source, claim);
  }

  async findLookAlikes(name: string, otherForms: OtherForms): ReturnType<People['findLookAlikes']> {
    await this.#current();
    return findLookAlikes(this.#source.db, this.#source.model.id, name, otherForms);
  }

  isCurrentCheck(): ReturnType<People['isCurrentCheck']> {
    return peopleCurrencyCheck(this.#source.db);
  }

  /** An expired enrolment, or one whose consent has ended, is compared with no one, neither as the one claimed nor as another. */
  async compare(probe: Float32Array, claimedIds: readonly string[]): Promise<GalleryComparison> {
    if (!isTemplate(probe, this.#source.model.dimension)) {
      throw new RangeError('The probe was not made by the model of this gallery.');
    }
    const people = await this.#current();
    return this.#turns.search(() => compareWith(people, probe, claimedIds));
  }

  async #current(): Promise<GalleryPeople> {
    for (;;) {
      const before = this.#seen;
      const { goesOn, ...now } = await momentAfter(this.#source.db, before);
      if (!goesOn) {
        this.#restoring ??= this.#startOver(now).finally(() => (this.#restoring = undefined));
        await this.#restoring;
        continue;
      }
      // Another question, asked later, may have been answered before.
      if (this.#seen === before) this.#seen = now;
      const { revision } = now;
      const people = this.#people;
      if (people && people.revision >= revision) return people;
      // A load that is already running may have begun before the change, hence the loop.
      this.#loading ??= this.#catchUp().finally(() => (this.#loading = undefined));
      await this.#loading;
    }
  }

  /** The database is not the one that was read, or not as far: nothing that is known of it counts. */
  async #startOver(now: Moment): Promise<void> {
    this.#beginnings++;
    this.#people = undefined;
    await this.#forgetting?.restored();
    this.#seen = now;
  }

  async #catchUp(): Promise<void> {
    const people = this.#people;
    if (!people || !(await this.#readChanged(people))) await this.#readEverybody();
  }

  /** False when everyone has to be read: too much has changed. */
  async #readChanged(people: GalleryPeople): Promise<boolean> {
    const { db, model } = this.#source;
    const changes = await peopleChangesSince(db, people.revision, changesAtOnce);
    if (!changes) return false;
    const { personIds, beyondPeople, revision } = changes;
    const stricter = beyondPeople ? await loadStricterThresholds(db, model.id) : people.stricter;
    for (let from = 0; from === 0 || from < personIds.length; from += peoplePerPage) {
      const ids = personIds.slice(from, from + peoplePerPage);
      const page = await readGalleryPeople(this.#source, ids);
      const found = new Set(page.map(({ personId }) => personId));
      if (found.size < ids.length) this.#forgetting?.gone();
      await this.#turns.change(() => {
        for (const id of ids) {
          if (!found.has(id)) people.remove(id);
        }
        for (const person of page) people.put(person);
      });
    }
    people.stricter = stricter;
    people.revision = revision;
    return true;
  }

  /** No one can be compared until it is done. */
  async #readEverybody(): Promise<void> {
    const { db, cipher, model } = this.#source;
    const beginning = this.#beginnings;
    this.#people = undefined;
    const revision = await peopleRevision(db);
    const transform = cipher.transformOf(model.id, model.dimension);
    const people = new GalleryPeople(transform, model.dimension, revision);
    for await (const page of readGallery(this.#source)) {
      for (const [index, person] of page.entries()) {
        if (index % peoplePerTurn === 0) await setImmediate();
        people.put(person);
      }
    }
    people.stricter = await loadStricterThresholds(db, model.id);
    // Some of it was read before the database was put back.
    if (beginning === this.#beginnings) this.#people = people;
  }
}

/** Some 0.2 ms. */
const peoplePerTurn = 128;
/** Entries of the log that are read at once. */
const changesAtOnce = 2000;

/** Of equals the first by id counts. */
async function compareWith(
  people: GalleryPeople,
  probe: Float32Array,
  claimedIds: readonly string[],
): Promise<GalleryComparison> {
  const now = Date.now();
  const claimedRows = new Set(claimedIds.map((id) => people.rowOf(id)));
  const best: Record<'claimed' | 'other', PersonScore | null> = { claimed: null, other: null };
  for await (const { firstRow, scores } of people.similarities(people.transform.apply(probe))) {
    for (let index = 0; index < scores.length; index++) {
      const score = scores[index]!;
      const row = firstRow + index;
      const group = claimedRows.has(row) ? 'claimed' : 'other';
      const { [group]: found } = best;
      if ((found && score < found.score) || people.endsAt(row) <= now) continue;
      const personId = people.idAt(row);
      if (found?.score === score && found.personId < personId) continue;
      best[group] = { personId, score };
    }
  }
  const { claimed, other } = best;
  const stricter = claimed && people.stricter.get(claimed.personId);
  return {
    claimed: claimed && typeof stricter === 'number' ? { ...claimed, stricter } : claimed,
    other,
  };
}

/** Searches run side by side; a change waits for those that run, and then runs alone. */
export class GalleryQueue {
  #searching = 0;
  #changing: Promise<void> | null = null;
  #onIdle: (() => void) | null = null;

  async search<T>(work: () => Promise<T>): Promise<T> {
    while (this.#changing) await this.#changing;
    this.#searching++;
    try {
      return await work();
    } finally {
      if (--this.#searching === 0) this.#onIdle?.();
    }
  }

  /** One change at a time. */
  async change(work: () => void): Promise<void> {
    let done = () => {};
    this.#changing = new Promise((resolve) => (done = resolve));
    try {
      if (this.#searching > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
      work();
    } finally {
      this.#onIdle = null;
      this.#changing = null;
      done();
    }
  }
}
