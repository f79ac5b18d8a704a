import type { ModelInfo } from '../analysis.ts';
import { looksDrawn } from './frame-quality.ts';
import { enoughClear } from './fusion.ts';
import type { SeenShape } from './relief-proof.ts';

/**
 * Frame counts at which the evidence may be enough to approve. A single frame is never enough, because false
 * matches occur between one frame and one photo. Each approval look is another chance for a stranger.
 * So one capture has few looks, over all faces in it. Its false match rate is at most
 * the rate of one comparison at the threshold, times the number of looks.
 */
const approvalLooks: readonly number[] = [3, 5, 8, 13, 20, 32];
export const framesForApproval = 3;
/** Frames before a face that looks like another enrolled person is refused. */
const framesForOther = 4;
/** Frames before a face that is far from the enrolled one is concluded as no match. */
const framesForClearMismatch = 6;
/** Frames of a face near the threshold before the person is asked to uncover it. */
const framesForHint = 5;
/**
 * Frames before a face that stays just below the threshold is concluded as no match. That is time enough to take off
 * dark glasses, the most frequent cause of a false rejection.
 */
const framesForMismatch = 32;
/** Frames before a face that matches but does not look alive is a suspected spoof. */
const framesForSpoof = 10;
/** Frames before the check gives up on a face that matches, but in frames too poor to judge liveness. */
const framesForUnclear = 32;
/**
 * Share of the liveness threshold below which a face is a suspected picture. Between this share and the threshold
 * the liveness is in doubt. Of 64 photos on a screen whose edge is in sight, 61 have a share of 0.1 at most; those
 * of one person have 0.3. A woman in a genuine clip has 0.38.
 */
const doubtfulShare = 0.35;
/** Frames before a visitor whose liveness is in doubt is asked to move, which then decides. */
const framesForDoubt = 8;
/** A score this far below the threshold, or under the model's photo floor, will not reach it with more frames. */
const clearMargin = 0.2;

/** One person may step aside for the visitor. More changes are somebody trying out faces. */
export const maxChanges = 1;

/** Whether the evidence may be enough to approve after so many frames of one person. */
export function isApprovalLook(frames: number): boolean {
  return approvalLooks.includes(frames);
}

/** How a face compares with the claimed person, and with everybody else. */
export interface FaceComparison {
  claimed: {
    personId: string;
    score: number;
    /** The score that an approval needs when this person looks like another one; at least the model's threshold. */
    stricter?: number;
    /** The only threshold for a comparison with a document's portrait. */
    portraitThreshold?: number;
  } | null;
  other: { score: number } | null;
}

export interface FrameEvidence {
  comparison: FaceComparison;
  /** Usable frames of one person in a row. */
  frames: number;
  /** Approval looks in this capture so far, those of earlier faces included. */
  approvalLooks: number;
  /** Frames that are good enough for the liveness model. */
  clearFrames: number;
  /** Mean over the clear frames, or over all frames while few are clear. */
  liveness: number | null;
  /** Mean share of the face without texture. */
  flatness: number | null;
  /** Whether the face must look alive, and must not be a drawing. */
  livenessRequired: boolean;
  /** A head with depth followed the dot. */
  hasFollowed?: boolean;
  /**
   * What two cameras have shown, which decides instead of the liveness model unless it is doubtful. Absent with one
   * camera.
   */
  relief?: SeenShape;
  model: ModelInfo;
}

export type FrameConclusion =
  | 'matched'
  | 'no_match'
  | 'other_person'
  | 'spoof_suspected'
  | 'poor_quality';

/** Whether a reason says that another face was in front of the camera. */
export function isAgainst(reason: string): boolean {
  return reason === 'no_match' || reason === 'other_person' || reason === 'face_changed';
}

/** Returns the conclusion from the evidence, or null while more frames are needed. */
export function concludeFrames(gathered: FrameEvidence): FrameConclusion | null {
  const { comparison, frames } = gathered;
  const claimed = comparison.claimed?.score ?? -1;
  const other = comparison.other?.score ?? -1;
  // NaN compares false everywhere, so a broken score can only ever end in `no_match`.
  const fits = claimed >= neededScore(gathered);
  const otherFitsBetter = isAnother(gathered) && !(claimed > other);
  if (fits && !otherFitsBetter) return ofClaimedFace(gathered);
  if (otherFitsBetter) return frames >= framesForOther ? 'other_person' : null;
  const timeout = isNear(gathered) ? framesForMismatch : framesForClearMismatch;
  return frames >= timeout ? 'no_match' : null;
}

/** Concludes whether a living person shows the claimed face. */
function ofClaimedFace(
  gathered: FrameEvidence,
): Exclude<FrameConclusion, 'no_match' | 'other_person'> | null {
  const { frames } = gathered;
  if (isAlive(gathered)) return mayApprove(gathered) ? 'matched' : null;
  if (isSuspicious(gathered)) return frames >= framesForSpoof ? 'spoof_suspected' : null;
  return frames >= framesForUnclear ? 'poor_quality' : null;
}

/**
 * Whether the face fits, and only the liveness model or what two cameras measured is in doubt. One opinion of one visitor
 * must not decide alone: a visitor whose head then follows the dot is let in.
 */
export function isDoubted(gathered: FrameEvidence): boolean {
  const { clearFrames, frames } = gathered;
  if (isToldByCameras(gathered)) return false;
  const isSeenWell = clearFrames >= enoughClear && frames >= framesForDoubt;
  const isTold = isAlive(gathered) || isSuspicious(gathered);
  return isSeenWell && !isTold && fitsBest(gathered) && mayApprove(gathered);
}

function mayApprove(gathered: FrameEvidence): boolean {
  return isApprovalLook(gathered.frames) && gathered.approvalLooks <= approvalLooks.length;
}

/** Whether the face may be the claimed person's, with something that covers a part of it. */
export function mayBeCovered(gathered: FrameEvidence): boolean {
  const { comparison, frames } = gathered;
  const claimed = comparison.claimed?.score ?? -1;
  const falls = !(claimed >= neededScore(gathered));
  return frames >= framesForHint && falls && isNear(gathered) && !isAnother(gathered);
}

function isNear(gathered: FrameEvidence): boolean {
  const claimed = gathered.comparison.claimed?.score ?? -1;
  return claimed > Math.max(neededScore(gathered) - clearMargin, gathered.model.photoFloor);
}

/** Whether evidence that was enough for a match is still enough after more frames. */
export function stillMatches(gathered: FrameEvidence): boolean {
  return fitsBest(gathered) && isAlive(gathered);
}

function fitsBest(gathered: FrameEvidence): boolean {
  const { comparison } = gathered;
  const claimed = comparison.claimed?.score ?? -1;
  const other = comparison.other?.score ?? -1;
  return claimed >= neededScore(gathered) && (claimed > other || !isAnother(gathered));
}

/** Returns the reason when the deadline comes before a conclusion. */
export function reasonAtDeadline(
  gathered: FrameEvidence,
): 'no_match' | 'spoof_suspected' | 'poor_quality' | 'timed_out' {
  if (gathered.frames < framesForApproval) return 'timed_out';
  const fits = (gathered.comparison.claimed?.score ?? -1) >= neededScore(gathered);
  if (!fits) return 'no_match';
  if (isAlive(gathered)) return 'timed_out';
  return isSuspicious(gathered) ? 'spoof_suspected' : 'poor_quality';
}

/** Whether more light would help: the face fits, but liveness is still unclear. */
export function needsLight(gathered: FrameEvidence): boolean {
  const fits = (gathered.comparison.claimed?.score ?? -1) >= neededScore(gathered);
  const isTold = isAlive(gathered) || isSuspicious(gathered);
  return gathered.frames >= framesForApproval && fits && !isTold;
}

/** Whether the face is flat, or the frames are clear enough and the liveness low enough to suspect a picture. */
export function isSuspicious(gathered: FrameEvidence): boolean {
  const { liveness, clearFrames, flatness, relief, model } = gathered;
  if (isToldByCameras(gathered)) return relief === 'flat';
  if (looksDrawn(flatness ?? NaN)) return true;
  if (liveness === null || model.livenessThreshold === null) return true;
  return clearFrames >= enoughClear && !(liveness >= doubtfulShare * model.livenessThreshold);
}

/**
 * Returns the portrait threshold for a portrait. Otherwise it is the model's threshold, or the claimed person's
 * stricter one. A threshold that is NaN lets no one in, because no score reaches it.
 */
function neededScore({ comparison: { claimed }, model }: FrameEvidence): number {
  if (claimed?.portraitThreshold !== undefined) return claimed.portraitThreshold;
  return Math.max(model.threshold, claimed?.stricter ?? model.threshold);
}

/** Whether another enrolled person may match. They never need a higher score than the claimed person. */
function isAnother(gathered: FrameEvidence): boolean {
  const other = gathered.comparison.other?.score ?? -1;
  return other >= gathered.model.threshold || other >= neededScore(gathered);
}

/** Whether two cameras decide: one camera and the dot do where they leave a doubt. */
function isToldByCameras({ relief }: FrameEvidence): boolean {
  return relief !== undefined && relief !== 'doubtful';
}

function isAlive(gathered: FrameEvidence): boolean {
  const { liveness, livenessRequired, flatness, hasFollowed, relief, model } = gathered;
  if (!livenessRequired) return true;
  if (isToldByCameras(gathered)) return relief === 'head';
  if (looksDrawn(flatness ?? NaN)) return false;
  if (liveness === null || model.livenessThreshold === null) return false;
  if (hasFollowed) return !isSuspicious(gathered);
  return relief === undefined && liveness >= model.livenessThreshold;
}
