import { setImmediate } from 'node:timers/promises';
import { isTemplate, SearchQueue } from '#face';
import {
  PeopleOutdatedError,
  type Claim,
  type GalleryComparison,
  type People,
  type Person,
  type PersonScore,
} from './person.ts';
import type { Db } from '../store/schema.ts';
import { peopleCurrencyCheck, peopleRevision } from '../store/tables/people.ts';
import { momentAfter, peopleChangesSince, type Moment } from './gallery-rows.ts';
import { findClaimed, findClaimedWithin, findLookAlikes } from './claims.ts';
import type { TemplateSource } from './fused-templates.ts';
import { GalleryPeople } from './gallery-people.ts';
import { loadStricterThresholds } from './duplicate-detection.ts';
import { peoplePerPage, readGallery, readGalleryPeople } from './read-gallery.ts';

/** Cares for data of erased people. */
export interface Forgetting {
  /** Runs, before any comparison, when the database was restored from a copy. */
  onRestored(): Promise<void>;
  /** Runs when a person is no longer enrolled. */
  onGone(): void;
}

/**
 * Everybody enrolled, for comparison with probes. The templates in memory stay under the installation's secret
 * transform. Before each answer, the gallery reads the people who changed in the database, so that enrolments and
 * erasures by other processes take effect at once. Claims are looked up in the database.
 */
export class Gallery implements People {
  readonly #source: TemplateSource;
  readonly #turns = new SearchQueue();
  #people: GalleryPeople | undefined;
  #loading: Promise<void> | undefined;
  readonly #forgetting: Forgetting | undefined;
  #seen: Moment | undefined;
  #restoring: Promise<void> | undefined;
  /** Number of times that everything was dropped because the database was restored. */
  #beginnings = 0;

  constructor(source: TemplateSource, forgetting?: Forgetting) {
    this.#source = source;
    this.#forgetting = forgetting;
  }

  /**
   * Reads the people who changed since the last call; everybody at the first call.
   * @throws {StoreError} `template_damaged` when a template does not decrypt. The gallery is then unusable, instead of
   *   silently lacking that person
   */
  async refresh(): Promise<void> {
    await this.#current();
  }

  /** Number of people in memory; null before the first read. */
  get count(): number | null {
    return this.#people?.count ?? null;
  }

  async findClaimed(claim: Claim, within?: Db): Promise<Person[]> {
    if (within) {
      // Does not refresh the gallery, because another connection would wait for this transaction.
      const { goesOn } = await momentAfter(within, this.#seen);
      if (!goesOn) throw new PeopleOutdatedError();
      return findClaimedWithin(within, this.#source, claim);
    }
    await this.#current();
    return findClaimed(this.#source, claim);
  }

  async findLookAlikes(name: string): ReturnType<People['findLookAlikes']> {
    await this.#current();
    return findLookAlikes(this.#source.db, this.#source.model.id, name);
  }

  isCurrentCheck(): ReturnType<People['isCurrentCheck']> {
    return peopleCurrencyCheck(this.#source.db);
  }

  /** Compares a probe. Skips expired enrolments and ended consents, both as the claimed person and as others. */
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
      // A later question may already have been answered.
      if (this.#seen === before) this.#seen = now;
      const { revision } = now;
      const people = this.#people;
      if (people && people.revision >= revision) return people;
      // A running load may have begun before the change, so this loops.
      this.#loading ??= this.#catchUp().finally(() => (this.#loading = undefined));
      await this.#loading;
    }
  }

  /** Drops everything, because the database was replaced, or set back to an earlier state. */
  async #startOver(now: Moment): Promise<void> {
    this.#beginnings++;
    this.#people = undefined;
    await this.#forgetting?.onRestored();
    this.#seen = now;
  }

  async #catchUp(): Promise<void> {
    const people = this.#people;
    if (!people || !(await this.#readChanged(people))) await this.#readEverybody();
  }

  /** Returns false when too much has changed, so that everybody must be read. */
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
      if (found.size < ids.length) this.#forgetting?.onGone();
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

  /** Reads everybody. Until it is done, no comparison is possible. */
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
    // Otherwise, a part was read before the database was restored.
    if (beginning === this.#beginnings) this.#people = people;
  }
}

/** Number of people between two pauses: some 0.2 ms. */
const peoplePerTurn = 128;
/** Maximum entries of the change log in one read. */
const changesAtOnce = 2000;

/** Among equal scores, the first by id wins. */
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
