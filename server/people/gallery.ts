import { peopleRevision } from '../store/tables/people-revision.ts';
import type { Claim } from '../sign-in/sign-in.ts';
import { hasEnded } from './consent-standing.ts';
import { loadSnapshot, type Snapshot, type SnapshotSource } from './gallery-snapshot.ts';
import type { ClaimedScore, Comparison, People, Person, Score } from './person.ts';
import { similarities } from './similarities.ts';

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
