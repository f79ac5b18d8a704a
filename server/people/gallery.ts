import { setImmediate } from 'node:timers/promises';
import type {
  Claim,
  ClaimedScore,
  GalleryComparison,
  People,
  Person,
  PersonScore,
} from './person.ts';
import type { Db } from '../store/schema.ts';
import { peopleCurrencyCheck, peopleRevision } from '../store/tables/people.ts';
import { momentAfter, peopleChangesSince, type Moment } from '../store/tables/gallery.ts';
import { findClaimed, findClaimedWithin, findLookAlikes } from './claims.ts';
import type { OtherForms } from '../platform/name-words.ts';
import type { TemplateSource } from './fused-templates.ts';
import { GalleryPeople } from './gallery-people.ts';
import { RecentTemplates } from './recent-templates.ts';
import { loadStricterThresholds } from './duplicate-detection.ts';
import { peoplePerPage, readGallery, readGalleryPeople } from './read-gallery.ts';
import { cosine } from './similarity.ts';

/** Who looks after those who were erased. */
export interface Forgetting {
  /** Comparisons wait for it: the database was restored from a copy. */
  restored(): Promise<void>;
  /** Someone is not enrolled any more. */
  gone(): void;
}

/**
 * Everyone enrolled, as probes are compared with them: the templates in whole numbers in memory, still
 * turned by the installation's secret transform, and who may be the best read from the database again in
 * full. Before each answer it asks the database whether anything changed, and reads those who did, so
 * that what another process enrolled or erased counts at once. Claims are looked up in the database.
 */
export class Gallery implements People {
  readonly #source: TemplateSource;
  readonly #turns = new GalleryQueue();
  #people: GalleryPeople | undefined;
  #templates: RecentTemplates | undefined;
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

  /** Ends the thread that searches. */
  async stop(): Promise<void> {
    await this.#people?.search.stop();
  }

  async findClaimed(claim: Claim, within?: Db): Promise<Person[]> {
    // Nothing in memory is asked; another connection would wait for this transaction.
    if (within) return findClaimedWithin(within, this.#source, claim);
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
    if (probe.length !== this.#source.model.dimension) {
      throw new RangeError('The probe was not made by the model of this gallery.');
    }
    for (let tries = 0; tries < maxTries; tries++) {
      const { people, templates } = await this.#current();
      const comparison = await this.#turns.search(async () => {
        const turned = people.transform.apply(probe);
        const candidates = await candidatesFor(people, turned, claimedIds);
        const found = await templates.of([...candidates.claimed, ...candidates.others]);
        // Someone was changed or erased a moment ago.
        return found && bestOf(people, turned, candidates, found);
      });
      if (comparison) return comparison;
    }
    throw new Error('The people changed again and again while they were compared.');
  }

  async #current(): Promise<{ people: GalleryPeople; templates: RecentTemplates }> {
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
      const [people, templates] = [this.#people, this.#templates];
      if (people && templates && people.revision >= revision) return { people, templates };
      // A load that is already running may have begun before the change, hence the loop.
      this.#loading ??= this.#catchUp().finally(() => (this.#loading = undefined));
      await this.#loading;
    }
  }

  /** The database is not the one that was read, or not as far: nothing that is known of it counts. */
  async #startOver(now: Moment): Promise<void> {
    this.#beginnings++;
    await this.#forgetEverybody();
    await this.#forgetting?.restored();
    this.#seen = now;
  }

  async #forgetEverybody(): Promise<void> {
    const former = this.#people;
    this.#people = undefined;
    this.#templates = undefined;
    await former?.search.stop();
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
          this.#templates?.forget(id);
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
    await this.#forgetEverybody();
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
    if (beginning !== this.#beginnings) return people.search.stop();
    this.#templates = new RecentTemplates(this.#source);
    this.#people = people;
  }
}

const maxTries = 5;
/** Some 0.2 ms. */
const peoplePerTurn = 128;
/** Entries of the log that are read at once. */
const changesAtOnce = 2000;

interface Candidates {
  claimed: string[];
  /** One of them is the most like the probe. */
  others: string[];
}

/** Everyone whose exact score has to be known. */
async function candidatesFor(
  people: GalleryPeople,
  turned: Float32Array,
  claimedIds: readonly string[],
): Promise<Candidates> {
  const now = Date.now();
  const claimed = claimedIds.filter((id) => {
    const row = people.rowOf(id);
    return row !== undefined && people.endsAt(row) > now;
  });
  const except = claimedIds.flatMap((id) => people.rowOf(id) ?? []);
  const rows = await people.search.rowsNearest({ probe: turned, now, except });
  const others = rows.flatMap((row) => people.idAt(row) ?? []);
  return { claimed: [...new Set(claimed)], others };
}

function bestOf(
  people: GalleryPeople,
  turned: Float32Array,
  candidates: Candidates,
  templates: ReadonlyMap<string, Float32Array>,
): GalleryComparison {
  const best = (ids: readonly string[]) => {
    let found: PersonScore | null = null;
    // Of equals the first by id.
    for (const personId of [...ids].sort()) {
      const template = templates.get(personId);
      if (!template) continue;
      const score = cosine(template, turned);
      if (!found || score > found.score) found = { personId, score };
    }
    return found;
  };
  const claimed: ClaimedScore | null = best(candidates.claimed);
  const stricter = claimed && people.stricter.get(claimed.personId);
  return {
    claimed: claimed && typeof stricter === 'number' ? { ...claimed, stricter } : claimed,
    other: best(candidates.others),
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
