import { peopleRevision } from '../store/tables/people-revision.ts';
import type { Claim } from '../sign-in/sign-in.ts';
import { foldEmail, foldName } from './folding.ts';
import { loadSnapshot, type Snapshot, type SnapshotSource } from './gallery-snapshot.ts';
import type { Comparison, People, Person, Score } from './person.ts';
import { similarities } from './similarities.ts';

/**
 * Everybody enrolled, with their decrypted templates, in memory. Before each answer it asks the
 * database whether anything changed, so that what another process enrolled or erased counts at once.
 */
export class Gallery implements People {
  readonly #source: SnapshotSource;
  #snapshot: Snapshot | undefined;
  #index: ClaimIndex | undefined;
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
    const { index } = await this.#current();
    return index.find(claim);
  }

  /** An expired enrolment is compared with nobody, neither as the one claimed nor as another. */
  async compare(probe: Float32Array, claimedIds: readonly string[]): Promise<Comparison> {
    const { snapshot } = await this.#current();
    if (probe.length !== this.#source.model.dimension) {
      throw new RangeError('The probe was not made by the model of this gallery.');
    }
    const now = new Date();
    const isClaimed = new Set(claimedIds);
    let claimed: Score | null = null;
    let other: Score | null = null;
    for await (const { firstRow, scores } of similarities(snapshot.matrix, probe)) {
      for (const [i, score] of scores.entries()) {
        const owner = snapshot.owners[firstRow + i];
        const rival = owner && isClaimed.has(owner.id) ? claimed : other;
        if (!owner || (rival && rival.score >= score)) continue;
        if (owner.expiresAt && owner.expiresAt <= now) continue;
        const best = { personId: owner.id, score };
        if (isClaimed.has(owner.id)) claimed = best;
        else other = best;
      }
    }
    return { claimed, other };
  }

  async #current(): Promise<{ snapshot: Snapshot; index: ClaimIndex }> {
    for (;;) {
      const revision = await peopleRevision(this.#source.db);
      if (this.#snapshot && this.#index && this.#snapshot.revision >= revision) {
        return { snapshot: this.#snapshot, index: this.#index };
      }
      // A load that is already running may have begun before the change, hence the loop.
      this.#loading ??= this.#load().finally(() => (this.#loading = undefined));
      await this.#loading;
    }
  }

  async #load(): Promise<void> {
    const snapshot = await loadSnapshot(this.#source, this.#snapshot);
    this.#index = new ClaimIndex(snapshot.people);
    this.#snapshot = snapshot;
  }
}

/** Who a claim can mean. */
class ClaimIndex {
  readonly #byEmail = new Map<string, Person>();
  readonly #byEmployeeId = new Map<string, Person>();
  readonly #byName = new Map<string, Person[]>();

  constructor(people: Snapshot['people']) {
    for (const { nameFolded, emailFolded, ...person } of people) {
      if (emailFolded !== null) this.#byEmail.set(emailFolded, person);
      if (person.employeeId !== null) this.#byEmployeeId.set(person.employeeId, person);
      const namesakes = this.#byName.get(nameFolded);
      if (namesakes) namesakes.push(person);
      else this.#byName.set(nameFolded, [person]);
    }
  }

  find(claim: Claim): Person[] {
    const email = foldEmail(claim.email ?? '');
    const employeeId = (claim.employeeId ?? '').trim();
    const known = this.#byEmail.get(email) ?? this.#byEmployeeId.get(employeeId);
    if (known) return [known];
    const namesakes = this.#byName.get(foldName(claim.name ?? '')) ?? [];
    return namesakes.filter(
      (person) =>
        !(email !== '' && person.email !== null) &&
        !(employeeId !== '' && person.employeeId !== null),
    );
  }
}
