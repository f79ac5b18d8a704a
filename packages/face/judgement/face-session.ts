import type { Analysis, Face } from '../analysis.ts';
import { Challenger } from '../liveness/challenger.ts';
import { ReplayDetector } from '../liveness/replay-detector.ts';
import type { RigTally } from '../relief/knocked.ts';
import type { RigGeometry } from '../relief/rig-geometry.ts';
import { dot, samePersonFloor } from '../search/similarity.ts';
import {
  concludeFrames,
  type FaceComparison,
  type FrameEvidence,
  framesForApproval,
  isApprovalLook,
  isDoubted,
  isSuspicious,
  maxChanges,
  mayBeCovered,
  needsLight,
  reasonAtDeadline,
  stillMatches,
} from './conclusion.ts';
import { faceForChallenge, type FrameVerdict, judgeFrame } from './frame-quality.ts';
import { emptyTally, type FrameTally, hopelessReason, reasonOfTally } from './frame-tally.ts';
import { Fusion } from './fusion.ts';
import type { FaceGuidance } from './guidance.ts';
import { ReliefProof } from './relief-proof.ts';
import type {
  FaceSessionOptions,
  SessionAnswer,
  SessionConclusion,
  SessionEvidence,
  TimeoutReason,
} from './session-types.ts';

/** With this many repeated frames, and hardly a new one, the camera is stuck. */
const stuckAfter = 24;
/** Least cosine of a pair's face to the fused template: the relief has to be that of the face that matches. */
const sameAsFused = 0.5;

/** When a frame arrived, and the nonce of its capture attempt. */
interface Arrival {
  attemptId: string;
  at: number;
  /** Milliseconds between the pictures of both cameras; null: there is one picture only. */
  apartMs: number | null;
}

/** The picture of a second camera. */
interface SecondPicture {
  jpeg: Uint8Array;
  /** Milliseconds after the first picture, negative before it. */
  apartMs: number;
}

/** One look at one person: frames in, guidance out, until the evidence is enough. */
export class FaceSession {
  readonly #tally: FrameTally = emptyTally();
  readonly #options: FaceSessionOptions;
  readonly #now: () => number;
  readonly #fusion: Fusion;
  #challenger: Challenger | null;
  /** Null where one camera is enough. `unknown` with two cameras, until `useRig`. */
  #relief: ReliefProof | 'unknown' | null;
  /** Number of frames without a picture of the second camera, where that is needed. */
  #unpaired = 0;
  readonly #replayDetector = new ReplayDetector();
  /** Number of frames that repeated an earlier picture. */
  #repeats = 0;
  #conclusion: SessionConclusion | null = null;
  #gathered: FrameEvidence | null = null;
  /** Counts over the whole capture: a new face must not get new chances. */
  #approvalLooks = 0;
  /** Counts frames since the last usable one, which shows the current problem. */
  #sinceUsable: { from: number; tally: FrameTally };
  #suspected = false;
  // Frames are analysed in parallel, but judged one after the other in the order of arrival.
  #weighing: Promise<unknown> = Promise.resolve();

  constructor(options: FaceSessionOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#sinceUsable = { from: this.#now(), tally: emptyTally() };
    this.#fusion = new Fusion(samePersonFloor(options.vision.model));
    const { liveness, alsoDot = false } = options;
    this.#relief = liveness === 'two_cameras' ? 'unknown' : null;
    const asksDot = liveness === 'active' || (liveness === 'two_cameras' && alsoDot);
    this.#challenger = asksDot ? this.#newChallenger() : null;
  }

  /**
   * Sets how the two cameras of the screen see each other. Without a rig, `withoutRig` decides. Pairs of an earlier
   * attempt do not count. Does nothing where one camera is enough.
   */
  useRig(rig: RigGeometry | null): void {
    if (this.#options.liveness !== 'two_cameras') return;
    const asksDot = !rig && this.#options.withoutRig === 'active';
    this.#relief = rig ? new ReliefProof(rig) : asksDot ? null : 'unknown';
    if (asksDot) this.#challenger ??= this.#newChallenger();
    else if (!rig) this.#conclusion = 'cameras_not_set_up';
  }

  /** Whether the visitor may be asked to follow the dot. Known from `useRig` on. */
  get mayAskToMove(): boolean {
    return this.#challenger !== null;
  }

  /** How the pairs of this capture fit the rig; null without one. */
  get rigTally(): RigTally | null {
    return this.#proof?.tally ?? null;
  }

  get #proof(): ReliefProof | null {
    return this.#relief === 'unknown' ? null : this.#relief;
  }

  /** The conclusion from the evidence; null while more frames are needed. */
  get conclusion(): SessionConclusion | null {
    return this.#conclusion;
  }

  /** Whether anything looked like a picture, however the capture ended. */
  get suspected(): boolean {
    if (this.#options.liveness === 'off') return false;
    const seen = this.#seen(true);
    return this.#suspected || (seen !== null && isSuspicious(seen));
  }

  /** The fused template of one person, however the capture ended; null before there are enough frames. */
  get probe(): Float32Array | null {
    return this.#fusion.count >= framesForApproval ? this.#fusion.template() : null;
  }

  /**
   * The fused template of the recogniser to which the installation is moving. Null unless the visitor matched, and
   * followed the dot or was seen by two cameras.
   */
  get nextTemplate(): Float32Array | null {
    const isProven = this.#challenger !== null || this.#proof !== null;
    const isHead = this.#conclusion === 'matched' && isProven;
    return isHead && this.#fusion.count >= framesForApproval ? this.#fusion.nextTemplate() : null;
  }

  /** Compares the fused template with the current records. @returns whether it still matches this person */
  async matchesNow(personId: string): Promise<boolean> {
    const comparison = await this.#comparison();
    const seen = this.#seen();
    if (!comparison || !seen || comparison.claimed?.personId !== personId) return false;
    return stillMatches({ ...seen, comparison });
  }

  /**
   * @param attemptId the nonce of the capture attempt to which the frame belongs
   * @param second the picture of the second camera at the same moment; null: none
   */
  onFrame(
    jpeg: Uint8Array,
    attemptId: string,
    second: SecondPicture | null = null,
  ): Promise<SessionAnswer> {
    const arrival = { attemptId, at: this.#now(), apartMs: second?.apartMs ?? null };
    const shape = this.#proof?.shape() ?? null;
    const isMeasured = shape !== null && !(this.#challenger?.asking && shape === 'head');
    const analysis = this.#options.vision.analyze(
      jpeg,
      isMeasured && second ? { right: second.jpeg } : {},
    );
    const answer = this.#weighing.then(async () => this.#weigh(await analysis, arrival));
    this.#weighing = answer.catch(() => {});
    return answer;
  }

  /** Runs when the link to the screen is cut, or the capture gives way to another one. */
  onInterrupted(): void {
    this.#challenger?.interrupt();
  }

  /** Returns the reason at the deadline, without a conclusion. */
  reasonAtTimeout(): TimeoutReason {
    if (this.#challenger?.asking) {
      return this.#challenger.state.suspicious ? 'spoof_suspected' : 'movement_not_seen';
    }
    if (this.#unpaired > this.#tally.usable) return 'second_camera_missing';
    const isStuck = this.#repeats >= stuckAfter && this.#tally.usable < framesForApproval;
    if (isStuck) return 'camera_stuck';
    return reasonOfTally(this.#tally, this.#reasonOfFrames());
  }

  #reasonOfFrames(): ReturnType<typeof reasonAtDeadline> {
    const seen = this.#seen(true);
    if (seen) return reasonAtDeadline(seen);
    return this.#relief ? 'poor_quality' : 'timed_out';
  }

  /** The evidence so far; null before the first comparison. @param isLast whether no more pairs follow */
  #seen(isLast = false): FrameEvidence | null {
    if (!this.#gathered || !this.#relief) return this.#gathered;
    return { ...this.#gathered, relief: this.#proof?.shape(isLast) ?? 'unknown' };
  }

  #newChallenger(): Challenger {
    const challenger = new Challenger(this.#options.drawTrajectory);
    challenger.noteEarlierChallenges(this.#options.challengeCount ?? 0);
    return challenger;
  }

  #isOfFused({ template }: Face): boolean {
    const fused = this.#fusion.template();
    return fused !== null && dot(fused, template) >= sameAsFused;
  }

  /**
   * Returns what the conclusion rests on. A person who matched and says during the first challenge that they cannot move
   * has not failed. After a second challenge, or without a match, "cannot move" counts as a failed try.
   */
  evidence({ cannotMove }: { cannotMove: boolean }): SessionEvidence {
    const claimed = this.#gathered?.comparison.claimed;
    const evidence: SessionEvidence = { usableFrames: this.#tally.usable };
    const isFirstOpen = this.#challenger?.isFirstOpen(this.#now()) === true;
    const isExcused = cannotMove && isFirstOpen;
    const tried = isExcused ? undefined : this.#tried();
    if (tried) evidence.tried = tried;
    if (this.#challenger?.asking) evidence.challengeCount = this.#challenger.challengeCount;
    if (isExcused) evidence.challengeExcused = true;
    else if (this.#challenger?.asking) {
      evidence.challengeFailed = this.#challenger.state.outcome !== 'passed';
    }
    if (!claimed) return evidence;
    const { personId, score } = claimed;
    return { ...evidence, personId, score, model: this.#options.vision.model.id };
  }

  /** A capture with enough compared frames to let somebody in is a try, however it ended. */
  #tried(): SessionEvidence['tried'] {
    if (this.#conclusion === 'matched') return 'matched';
    return this.#tally.usable >= framesForApproval ? 'failed' : undefined;
  }

  async #weigh(analysis: Analysis, arrival: Arrival): Promise<SessionAnswer> {
    if (this.#conclusion) return this.#answer('looking_good');
    const frame = judgeFrame(analysis);
    if (this.#relief && arrival.apartMs === null) return this.#guideOnly(frame);
    if (this.#isRepeated(frame, analysis)) return this.#answer(this.#hint());
    this.#tally[frame.kind]++;
    const isMoving = await this.#challenge(frame, analysis, arrival);
    if (this.#conclusion || isMoving) return this.#answer('looking_good');
    if (frame.kind !== 'usable') return this.#notUsable(frame.kind, frame.guidance);
    this.#sinceUsable = { from: this.#now(), tally: emptyTally() };
    const { changes } = this.#fusion;
    this.#fusion.add(frame.face);
    if (this.#fusion.changes > changes) {
      this.#challenger?.faceChanged(frame.face, arrival.at);
      this.#proof?.forget();
    }
    this.#addRelief(analysis, frame.face, arrival);
    if (this.#fusion.changes > maxChanges) {
      this.#conclusion = 'face_changed';
      return this.#answer('looking_good');
    }
    try {
      await this.#compare();
    } catch {
      // A frame without a comparison proves nothing. At the deadline this counts as a fault, not as a mismatch.
      this.#tally.fault++;
      this.#tally.usable--;
    }
    return this.#answer(this.#hint());
  }

  /** A frame without a partner guides the visitor, and is no evidence. */
  #guideOnly(frame: FrameVerdict): SessionAnswer {
    this.#unpaired++;
    if (frame.kind === 'usable') return this.#answer('hold_still');
    return { ...this.#answer(frame.guidance), ...(frame.kind === 'no_face' && { isEmpty: true }) };
  }

  #addRelief(analysis: Analysis, face: Face, { at, apartMs }: Arrival): void {
    const relief = analysis.ok && analysis.relief;
    if (!relief || apartMs === null || !this.#isOfFused(face)) return;
    const { yaw, pitch } = face.quality.headPose;
    this.#proof?.add(relief, { at, apartMs, yaw, pitch });
  }

  /** Whether a frame that would be evidence repeats an earlier one. A film ends the session. */
  #isRepeated(frame: FrameVerdict, analysis: Analysis): boolean {
    if (!faceForChallenge(frame, analysis)) return false;
    const novelty = this.#replayDetector.see(analysis);
    if (novelty === 'new') return false;
    this.#repeats++;
    if (novelty === 'film' && this.#options.liveness !== 'off') {
      this.#conclusion = 'spoof_suspected';
      this.#suspected = true;
    }
    return true;
  }

  /** During a challenge the visitor has already matched, so they get no hint about light or a covered face. */
  #hint(): FaceGuidance {
    if (this.#challenger?.asking || !this.#gathered) return 'looking_good';
    if (this.#relief) return this.#proof?.guidance ?? 'looking_good';
    if (needsLight(this.#gathered)) return 'more_light';
    return mayBeCovered(this.#gathered) ? 'uncover_face' : 'looking_good';
  }

  /** Whether the frame is part of a requested movement, and so is no evidence. */
  async #challenge(frame: FrameVerdict, analysis: Analysis, arrival: Arrival): Promise<boolean> {
    const challenger = this.#challenger;
    const face = challenger && faceForChallenge(frame, analysis);
    if (!face) return false;
    const isUsable = frame.kind === 'usable';
    const before = challenger.patchBefore;
    const parallax = before && (await this.#options.vision.parallax(before, face.patch));
    const { outcome, suspicious, front } = challenger.see(face, isUsable, { ...arrival, parallax });
    this.#suspected ||= suspicious;
    if (!challenger.asking) return false;
    if (outcome === 'passed') this.#conclusion = this.#conclusionWhenPassed();
    else if (outcome) this.#conclusion = suspicious ? 'spoof_suspected' : 'movement_not_seen';
    return !(front && isUsable);
  }

  #conclusionWhenPassed(): SessionConclusion {
    if (this.#gathered) this.#gathered = { ...this.#gathered, hasFollowed: true };
    const seen = this.#seen();
    if (!seen) return 'timed_out';
    return stillMatches(seen) ? 'matched' : reasonAtDeadline(seen);
  }

  #notUsable(kind: keyof FrameTally, guidance: FaceGuidance): SessionAnswer {
    const { from, tally } = this.#sinceUsable;
    tally[kind]++;
    this.#conclusion = hopelessReason(tally, this.#now() - from);
    return { ...this.#answer(guidance), ...(kind === 'no_face' && { isEmpty: true }) };
  }

  async #comparison(): Promise<FaceComparison | null> {
    const { people, claimedIds } = this.#options;
    const probe = this.#fusion.template();
    return probe && people.compare(probe, claimedIds);
  }

  async #compare(): Promise<void> {
    const { vision, liveness } = this.#options;
    const comparison = await this.#comparison();
    if (!comparison) return;
    const frames = this.#fusion.count;
    if (isApprovalLook(frames)) this.#approvalLooks++;
    this.#gathered = {
      comparison,
      frames,
      approvalLooks: this.#approvalLooks,
      clearFrames: this.#fusion.clear,
      liveness: this.#fusion.liveness,
      flatness: this.#fusion.flatness,
      livenessRequired: liveness !== 'off',
      model: vision.model,
    };
    const seen = this.#seen();
    if (this.#challenger?.asking || !seen) return;
    const conclusion = concludeFrames(seen);
    // Only a visitor who matches, or whose liveness is in doubt, has to move.
    const isAsked = conclusion === 'matched' || (!this.#relief && isDoubted(seen));
    if (this.#challenger && isAsked) await this.#ask(this.#challenger);
    else this.#conclusion = conclusion;
  }

  async #ask(challenger: Challenger): Promise<void> {
    await this.#options.onChallenge?.();
    challenger.ask(this.#now(), this.#fusion.template());
  }

  #answer(guidance: FaceGuidance): SessionAnswer {
    if (this.#conclusion) return { guidance, progress: 1, done: true };
    if (this.#challenger?.asking) {
      const { ask, progress } = this.#challenger.state;
      // FaceGuidance about the frame comes before the dot starts. While the dot moves, the screen shows nothing else.
      const isFree = guidance === 'looking_good' || guidance === 'face_camera';
      const path = this.#challenger.show(this.#now(), isFree);
      const progressFields = { progress: 0.3 + 0.6 * progress, done: false };
      if (path) return { guidance: 'follow_dot', ...progressFields, path };
      return { guidance: isFree ? ask : guidance, ...progressFields };
    }
    const share = this.#challenger ? 0.3 : 0.9;
    const progress = Math.min(share, (share * this.#fusion.count) / framesForApproval);
    return { guidance, progress, done: false };
  }
}
