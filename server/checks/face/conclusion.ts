import type { GalleryComparison } from '../../people/person.ts';
import type { ModelInfo } from '../../vision/analysis.ts';
import type { ReviewReason, Reason } from '../../sign-in/reasons.ts';
import { looksDrawn } from './frame-quality.ts';
import { enoughClear } from './fusion.ts';

/**
 * After how many frames of evidence the question "is it enough to approve?" is asked. Never on a
 * single frame: one frame against one photo is where false matches live. Each asking is another
 * chance for a stranger, so there are few in one capture, whichever faces it sees: its
 * false match rate is at most that of one comparison at the threshold times the number of askings.
 */
const approvalLooks: readonly number[] = [3, 5, 8, 13, 20, 32];
export const framesForApproval = 3;
/** Frames before someone is turned away for looking like another person. */
const framesForOther = 4;
/** Frames before a face that is nowhere near the enrolled one is called no match. */
const framesForClearMismatch = 6;
/** Frames of a face that is near the threshold before its owner is asked to uncover it. */
const framesForHint = 5;
/**
 * Frames after which a face that is near the threshold, but never over it, is called no match: time
 * enough to take off dark glasses, which is what the same person's faces fail on most.
 */
const framesForMismatch = 32;
/** Frames before a face that matches but does not look alive is called a spoof. */
const framesForSpoof = 10;
/** Frames after which a face that matches, but is seen too badly to look alive, is given up. */
const framesForUnclear = 32;
/**
 * Liveness from this share of the threshold up is no sign of a picture yet, only not of a person. Of 64 photos on a
 * screen whose edge is in sight 61 have a tenth of the threshold at most, those of one person 0.3. A woman in a
 * genuine clip has 0.38.
 */
const doubtfulShare = 0.35;
/** Frames before somebody whose liveness is in doubt is asked to move, and shows it by that or not at all. */
const framesForDoubt = 8;
/** So far below the threshold, or under the model's photo floor, more frames would not reach it. */
const clearMargin = 0.2;

/** One person may step aside for the visitor. Who changes more often tries faces. */
export const maxChanges = 1;

/** Whether after so many frames of one person it is asked if they are enough to approve. */
export function isApprovalLook(frames: number): boolean {
  return approvalLooks.includes(frames);
}

export interface FrameEvidence {
  comparison: GalleryComparison;
  /** Usable frames of one person in a row. */
  frames: number;
  /** How often the capture came to an approval look, this time and earlier faces included. */
  approvalLooks: number;
  /** How many of them are good enough for the liveness model. */
  clearFrames: number;
  /** Mean over the clear frames, or over all while few are clear. */
  liveness: number | null;
  /** Mean share of the face without texture. */
  flatness: number | null;
  /** Liveness, and that it is no drawing. */
  livenessRequired: boolean;
  /** A head with depth followed the dot, and the room beside it was seen to stand still. */
  hasMoved?: boolean;
  model: ModelInfo;
}

/** The conclusion from the evidence, or null while more frames are needed. */
export function concludeFrames(gathered: FrameEvidence): Conclusion | null {
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

/** What is concluded of the claimed person's face: whether it is a person who shows it. */
function ofClaimedFace(gathered: FrameEvidence): Conclusion | null {
  const { frames } = gathered;
  if (isAlive(gathered)) return mayApprove(gathered) ? 'matched' : null;
  if (isSuspicious(gathered)) return frames >= framesForSpoof ? 'spoof_suspected' : null;
  return frames >= framesForUnclear ? 'poor_quality' : null;
}

/**
 * Whether the face fits, and only the liveness model doubts that it is a person's. One model's opinion of one
 * person then decides nothing: who moves as asked, in a room that is seen to stand still, is let in.
 */
export function isDoubted(gathered: FrameEvidence): boolean {
  const isSeenWell = gathered.clearFrames >= enoughClear && gathered.frames >= framesForDoubt;
  const isTold = isAlive(gathered) || isSuspicious(gathered);
  return isSeenWell && !isTold && fitsBest(gathered) && mayApprove(gathered);
}

function mayApprove(gathered: FrameEvidence): boolean {
  return isApprovalLook(gathered.frames) && gathered.approvalLooks <= approvalLooks.length;
}

/** Whether the face may be the claimed person's, with something before it. */
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

/** Whether evidence that was enough for a match still is, after more frames. */
export function stillMatches(gathered: FrameEvidence): boolean {
  return fitsBest(gathered) && isAlive(gathered);
}

function fitsBest(gathered: FrameEvidence): boolean {
  const { comparison } = gathered;
  const claimed = comparison.claimed?.score ?? -1;
  const other = comparison.other?.score ?? -1;
  return claimed >= neededScore(gathered) && (claimed > other || !isAnother(gathered));
}

/** What is left to say when the time is up before the evidence was enough for a conclusion. */
export function reasonAtDeadline(
  gathered: FrameEvidence,
): Extract<ReviewReason, 'no_match' | 'spoof_suspected' | 'poor_quality' | 'timed_out'> {
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

/** Whether what does not look alive was seen well enough, and is far enough from it, to be a picture. */
export function isSuspicious({ liveness, clearFrames, flatness, model }: FrameEvidence): boolean {
  if (looksDrawn(flatness ?? NaN)) return true;
  if (liveness === null || model.livenessThreshold === null) return true;
  return clearFrames >= enoughClear && !(liveness >= doubtfulShare * model.livenessThreshold);
}

/**
 * The model's threshold, or a stricter one of the claimed person; beside a portrait, the threshold of portraits. A broken
 * one lets no one in: what is NaN is never reached.
 */
function neededScore({ comparison: { claimed }, model }: FrameEvidence): number {
  if (claimed?.portraitThreshold !== undefined) return claimed.portraitThreshold;
  return Math.max(model.threshold, claimed?.stricter ?? model.threshold);
}

/** Whether the face may be somebody else's who is enrolled. Nobody needs more for that than the claimed face does. */
function isAnother(gathered: FrameEvidence): boolean {
  const other = gathered.comparison.other?.score ?? -1;
  return other >= gathered.model.threshold || other >= neededScore(gathered);
}

function isAlive(gathered: FrameEvidence): boolean {
  const { liveness, livenessRequired, flatness, hasMoved, model } = gathered;
  if (!livenessRequired) return true;
  if (looksDrawn(flatness ?? NaN)) return false;
  if (liveness === null || model.livenessThreshold === null) return false;
  if (hasMoved) return !isSuspicious(gathered);
  return liveness >= model.livenessThreshold;
}

export type Conclusion = Extract<
  Reason,
  | 'matched'
  | 'no_match'
  | 'other_person'
  | 'face_changed'
  | 'spoof_suspected'
  | 'movement_not_seen'
  | 'no_face'
  | 'several_faces'
  | 'poor_quality'
  | 'timed_out'
>;
