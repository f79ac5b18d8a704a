import type { FaceSession } from '../../../packages/face/index.ts';
import type { CheckResult } from '../../sign-in/check.ts';
import type { Db } from '../../store/schema.ts';
import { areKiosksPaired } from '../../store/tables/kiosks.ts';
import type { WatchedFaces } from '../../watchlist/start-watchlist.ts';
import { faceReview } from './candidates.ts';
import { recheckClaim, type ClaimDeps } from './recheck-claim.ts';
import { notedHits } from '../../watchlist/hit-note.ts';
import { ownList } from '../../watchlist/sources.ts';

interface FaceVerdictDeps extends ClaimDeps {
  /** Faces on the watchlist. Every capture is compared with them, whatever its conclusion. */
  watchedFaces?: Pick<WatchedFaces, 'find' | 'isCurrentCheck'>;
}

interface Seen {
  signIn: Parameters<typeof recheckClaim>[1];
  settings: Parameters<typeof recheckClaim>[2];
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
    const { signIn, settings, result } = this.#seen;
    const { watchedFaces } = this.#deps;
    const areListsTheSame = await watchedFaces?.isCurrentCheck();
    const now = await recheckClaim(this.#deps, signIn, settings, result);
    const refusal = now.refusal ?? (await this.#refusal(now.records !== records));
    if (refusal) return this.#refused(refusal);
    const hold = async (transaction: Db) =>
      (await this.#claimStands(transaction, now.records)) &&
      (await this.#areScreensPaired(transaction)) &&
      (areListsTheSame === undefined || (await areListsTheSame(transaction)));
    const preconditions = { hold, reevaluate: () => this.rely(now.records) };
    const { probe } = this.#seen.look;
    const entry = (watchedFaces && probe && (await watchedFaces.find(probe))) ?? null;
    return entry === null
      ? { ...(await this.#askDeskWhereAllowed()), preconditions }
      : watched(result, entry);
  }

  async #refusal(isRecordChanged: boolean): Promise<CheckResult | null> {
    const { look, result } = this.#seen;
    if (!result.passed) return null;
    const { personId } = result.evidence ?? {};
    if (this.#isScreenUnpaired)
      return faceReview('kiosk_offline', { ...(personId && { personId }) });
    if (!isRecordChanged || !personId || (await look.matchesNow(personId))) return null;
    return faceReview('no_match', { personId });
  }

  async #claimStands(transaction: Db, records: string): Promise<boolean> {
    const { signIn, settings, result } = this.#seen;
    const now = await recheckClaim(this.#deps, signIn, settings, result, transaction);
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
  #refused(refusal: CheckResult): CheckResult {
    const { comparedWith, onVerdict } = this.#seen.result;
    const note =
      'This changed while the camera was on, or before the visitor was answered; nothing of what it saw was kept.';
    return {
      ...refusal,
      ...(comparedWith && { comparedWith }),
      evidence: { ...refusal.evidence, note },
      ...(onVerdict && { onVerdict }),
    };
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
export function watched(result: CheckResult, entry: string): CheckResult {
  const evidence = {
    ...result.evidence,
    hits: notedHits([{ list: ownList, entry, by: 'face', name: null, score: 1 }]),
    note: `Entry ${entry} of your own list, by face. A face can be taken for another: look at an identity document.`,
  };
  const { onVerdict } = result;
  return {
    passed: false,
    reason: 'watchlist_hit',
    keepOtherChecksRunning: true,
    evidence,
    ...(result.comparedWith && { comparedWith: result.comparedWith }),
    ...(onVerdict && { onVerdict }),
  };
}
