import type { FaceSession } from '#face';
import { type CheckResult, type FailedResult, refuse } from '../../sign-in/check.ts';
import type { Db } from '../../store/schema.ts';
import { areKiosksPaired } from '../../store/tables/kiosks.ts';
import type { WatchedFaces } from '../../watchlist/start-watchlist.ts';
import { faceReview } from './candidates.ts';
import { recheckClaim, type ClaimDeps } from './recheck-claim.ts';
import { notedHits } from '../../watchlist/hit-note.ts';
import { ownList } from '../../watchlist/sources.ts';

interface FaceVerdictDeps extends ClaimDeps {
  /**
   * Faces on the watchlist. Every capture is compared with them, whatever its conclusion. A visitor who has opted out is
   * not compared.
   */
  watchedFaces?: Pick<WatchedFaces, 'find' | 'isCurrentCheck'>;
}

interface Seen {
  signIn: Parameters<typeof recheckClaim>[1];
  look: FaceSession;
  result: CheckResult;
  /** The lobby screens whose cameras ran. */
  kioskIds: ReadonlySet<string>;
}

/** The result of a capture, which holds only while nothing that the result rests on changes. */
export class FaceVerdict {
  readonly #deps: FaceVerdictDeps;
  readonly #seen: Seen;
  #isScreenUnpaired = false;

  constructor(deps: FaceVerdictDeps, seen: Seen) {
    this.#deps = deps;
    this.#seen = seen;
  }

  /** @param records the claimed people's records when the visitor was compared with them */
  async rely(records: string): Promise<CheckResult> {
    const { signIn, result } = this.#seen;
    const { watchedFaces } = this.#deps;
    const areListsTheSame = await watchedFaces?.isCurrentCheck();
    const now = await recheckClaim(this.#deps, signIn, result);
    const refusal = now.refusal ?? (await this.#refusal(now.records !== records));
    const refused = refusal && this.#refuse(refusal);
    const entry = refusal?.reason === 'opted_out' ? null : await this.#watchedEntry();
    if (entry !== null) return watchedRefusal(refused ?? result, entry);
    if (refused) return refused;
    const hold = async (transaction: Db) =>
      (await this.#claimStands(transaction, now.records)) &&
      (await this.#areScreensPaired(transaction)) &&
      (areListsTheSame === undefined || (await areListsTheSame(transaction)));
    const preconditions = { hold, reevaluate: () => this.rely(now.records) };
    return { ...(await this.#askDeskWhereAllowed()), preconditions };
  }

  /** The watched face that was in front of the camera; null: none. */
  async #watchedEntry(): Promise<string | null> {
    const { probe } = this.#seen.look;
    return (probe && (await this.#deps.watchedFaces?.find(probe))) ?? null;
  }

  async #refusal(isRecordChanged: boolean): Promise<FailedResult | null> {
    const { look, result } = this.#seen;
    if (!result.passed) return null;
    const { personId } = result.evidence ?? {};
    if (this.#isScreenUnpaired)
      return faceReview('kiosk_offline', { ...(personId && { personId }) });
    if (!isRecordChanged || !personId || (await look.matchesNow(personId))) return null;
    return faceReview('no_match', { personId });
  }

  async #claimStands(transaction: Db, records: string): Promise<boolean> {
    const { signIn, result } = this.#seen;
    const now = await recheckClaim(this.#deps, signIn, result, transaction);
    return now.refusal === null && now.records === records;
  }

  /** A review does not depend on the camera. */
  async #areScreensPaired(transaction: Db): Promise<boolean> {
    const { result, kioskIds } = this.#seen;
    if (!result.passed) return true;
    const isPaired = kioskIds.size > 0 && (await areKiosksPaired(transaction, [...kioskIds]));
    this.#isScreenUnpaired = !isPaired;
    return isPaired;
  }

  /** Replaces the result by the refusal, and drops what the capture saw. */
  #refuse(refusal: FailedResult): FailedResult {
    const note =
      'This changed while the camera was on, or before the visitor was answered; nothing of what it saw was kept.';
    return refuse(this.#seen.result, { ...refusal, evidence: { ...refusal.evidence, note } });
  }

  async #askDeskWhereAllowed(): Promise<CheckResult> {
    const { signIn, look, result } = this.#seen;
    if (result.passed || look.suspected) return result;
    const { lockOut } = this.#deps;
    const tried = result.comparedWith ?? [];
    const isOneTooMany = await lockOut.isOneTooMany(signIn.jobId, tried, new Date());
    return isOneTooMany ? result : { ...result, deskMayApprove: true };
  }
}

/** A watchlist hit is a review. Only the front desk learns of it: the lobby screen shows the text of any review. */
export function watchedRefusal(result: CheckResult, entry: string): CheckResult {
  const evidence = {
    ...result.evidence,
    hits: notedHits([{ list: ownList, entry, by: 'face', name: null, score: 1 }]),
    note: `Entry ${entry} of your own list, by face. A face can be taken for another: look at an identity document.`,
  };
  return refuse(result, { reason: 'watchlist_hit', evidence, keepOtherChecksRunning: true });
}
