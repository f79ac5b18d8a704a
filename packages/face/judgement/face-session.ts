import type { Analysis, Face } from '../analysis.ts';
import { Challenger } from '../liveness/challenger.ts';
import { ReplayDetector } from '../liveness/replay-detector.ts';
import type { RigTally } from '../relief/knocked.ts';
import type { RigGeometry } from '../relief/rig-geometry.ts';
import { challengeAnswer } from './challenge-answer.ts';
import { ComparedFace } from './compared-face.ts';
import {
  concludeFrames,
  type FrameEvidence,
  framesForApproval,
  isAgainst,
  isDoubted,
  isSuspicious,
  maxChanges,
  mayBeCovered,
  needsLight,
  reasonAtDeadline,
  stillMatches,
} from './conclusion.ts';
import { faceForChallenge, type FrameVerdict, judgeFrame } from './frame-quality.ts';
import { type FrameCounts, FrameTally } from './frame-tally.ts';
import type { FaceGuidance } from './guidance.ts';
import { ReliefProof } from './relief-proof.ts';
import type {
  FrameArrival,
  FaceSessionOptions,
  PairedPicture,
  SessionAnswer,
  SessionConclusion,
  SessionEvidence,
  TimeoutReason,
} from './session-types.ts';

/** One look at one person: frames in, guidance out, until the evidence is enough. */
export class FaceSession {
  readonly #tally = new FrameTally();
  readonly #options: FaceSessionOptions;
  readonly #now: () => number;
  readonly #seenFace: ComparedFace;
  /** Null where no visitor has to move, not even in doubt. */
  readonly #challenger: Challenger | null;
  /** Whether everybody who matches is asked to move. With two cameras, only who is in doubt is. */
  #asksAll: boolean;
  /** Null where one camera is enough. */
  #relief: ReliefProof | null;
  readonly #replayDetector = new ReplayDetector();
  #conclusion: SessionConclusion | null = null;
  #suspected = false;
  /** The face in front of the camera may be that of another visitor, who came first. */
  #mayBeOther = false;
  // Frames are analysed in parallel, but judged one after the other in the order of arrival.
  #weighing: Promise<unknown> = Promise.resolve();

  constructor(options: FaceSessionOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#seenFace = new ComparedFace(options);
    const { liveness, alsoDot = false } = options;
    this.#relief = liveness === 'two_cameras' ? new ReliefProof(null) : null;
    this.#asksAll = liveness === 'active' || alsoDot;
    const mayAsk = liveness === 'active' || liveness === 'two_cameras';
    this.#challenger = mayAsk
      ? new Challenger(options.drawTrajectory, options.challengeCount)
      : null;
  }

  /**
   * Sets how the two cameras of the screen see each other. Without a rig, `withoutRig` says whether the visitor follows
   * the dot or is held. Pairs of an earlier attempt do not count. Does nothing where one camera is enough.
   */
  useRig(rig: RigGeometry | null): void {
    if (this.#options.liveness !== 'two_cameras') return;
    const asksDot = !rig && this.#options.withoutRig === 'active';
    this.#relief = asksDot ? null : new ReliefProof(rig);
    if (asksDot) this.#asksAll = true;
    else if (!rig) this.#conclusion = 'cameras_not_set_up';
  }

  /**
   * Whether the visitor is asked to follow the dot, and may say that they cannot. Known from `useRig` on, and of who is
   * in doubt from the question on.
   */
  get asksToMove(): boolean {
    return this.#challenger !== null && (this.#asksAll || this.#challenger.asking);
  }

  /** How the pairs of this capture fit the rig; null where one camera is enough. */
  get rigTally(): RigTally | null {
    return this.#relief?.tally ?? null;
  }

  /** The conclusion from the evidence; null while more frames are needed. */
  get conclusion(): SessionConclusion | null {
    return this.#conclusion;
  }

  /** Whether anything looked like a picture, however the capture ended. */
  get suspected(): boolean {
    if (this.#options.liveness === 'off' || this.#mayBeOther) return false;
    const seen = this.#evidence(true);
    return this.#suspected || (seen !== null && isSuspicious(seen));
  }

  /** The fused template of one person, however the capture ended; null before there are enough frames. */
  get probe(): Float32Array | null {
    return this.#mayBeOther ? null : this.#seenFace.probe;
  }

  /**
   * The fused template of the recogniser to which the installation is moving. Null unless the visitor matched, and
   * followed the dot or was seen by two cameras.
   */
  get nextTemplate(): Float32Array | null {
    const isProven = this.#challenger !== null || this.#relief !== null;
    const isHead = this.#conclusion === 'matched' && isProven;
    return isHead ? this.#seenFace.nextTemplate : null;
  }

  /** Compares the fused template with the current records. @returns whether it still matches this person */
  async matchesNow(personId: string): Promise<boolean> {
    const seen = this.#evidence();
    return seen !== null && (await this.#seenFace.matchesNow(personId, seen));
  }

  /**
   * @param attemptId the nonce of the capture attempt to which the frame belongs
   * @param second the picture of the second camera at the same moment; null: none
   */
  onFrame(
    jpeg: Uint8Array,
    attemptId: string,
    second: PairedPicture | null = null,
  ): Promise<SessionAnswer> {
    const arrival = { attemptId, at: this.#now(), apartMs: second?.apartMs ?? null };
    const shape = this.#relief?.shape() ?? null;
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

  /**
   * Runs when the capture goes behind that of another visitor. It starts over: nobody had stepped up. Until the camera
   * has seen nobody, a face that does not fit is the other visitor's, and is not held against this one.
   */
  onGaveWay(): void {
    // After the frames that arrived before: they are of the time before, whatever they show.
    this.#weighing = this.#weighing.then(() => {
      this.#mayBeOther = true;
      this.#startOver();
    });
  }

  #startOver(): void {
    this.#seenFace.startOver();
    this.#relief?.forget();
    this.#tally.startOver();
  }

  /** Returns the reason at the deadline, without a conclusion. */
  reasonAtTimeout(): TimeoutReason {
    if (this.#challenger?.asking) {
      return this.#challenger.state.suspicious ? 'spoof_suspected' : 'movement_not_seen';
    }
    const reason = this.#tally.reason(this.#reasonOfFrames());
    return this.#mayBeOther && isAgainst(reason) ? 'no_face' : reason;
  }

  #reasonOfFrames(): ReturnType<typeof reasonAtDeadline> {
    const seen = this.#evidence(true);
    if (seen) return reasonAtDeadline(seen);
    return this.#relief ? 'poor_quality' : 'timed_out';
  }

  /** The evidence so far; null before the first comparison. @param isLast whether no more pairs follow */
  #evidence(isLast = false): FrameEvidence | null {
    const { evidence } = this.#seenFace;
    return evidence && this.#relief
      ? { ...evidence, relief: this.#relief.shape(isLast) }
      : evidence;
  }

  /**
   * Returns what the conclusion rests on. A person who matched and says during the first challenge that they cannot move
   * has not failed. After a second challenge, or without a match, "cannot move" counts as a failed try.
   */
  evidence({ cannotMove }: { cannotMove: boolean }): SessionEvidence {
    const claimed = this.#mayBeOther ? null : this.#seenFace.evidence?.comparison.claimed;
    const relief = this.#relief && { relief: this.#relief.shape(true) };
    const evidence: SessionEvidence = { usableFrames: this.#tally.usable, ...relief };
    const isFirstOpen = this.#challenger?.isFirstOpen(this.#now()) === true;
    const isExcused = cannotMove && isFirstOpen;
    const tried = isExcused || this.#mayBeOther ? undefined : this.#attempt();
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
  #attempt(): SessionEvidence['tried'] {
    if (this.#conclusion === 'matched') return 'matched';
    return this.#tally.usable >= framesForApproval ? 'failed' : undefined;
  }

  async #weigh(analysis: Analysis, arrival: FrameArrival): Promise<SessionAnswer> {
    if (this.#conclusion) return this.#answer('looking_good');
    const frame = judgeFrame(analysis);
    if (frame.kind === 'no_face' && this.#mayBeOther) {
      this.#mayBeOther = false;
      this.#startOver();
    }
    const isUnpaired = arrival.apartMs === null && this.#options.liveness === 'two_cameras';
    if (isUnpaired) return this.#guideOnly(frame);
    if (this.#isRepeated(frame, analysis)) return this.#answer(this.#hint());
    this.#tally.add(frame.kind);
    const isMoving = await this.#challenge(frame, analysis, arrival);
    if (this.#conclusion || isMoving) return this.#answer('looking_good');
    if (frame.kind !== 'usable') return this.#notUsable(frame.kind, frame.guidance);
    this.#tally.noteUsable(this.#now());
    if (this.#seenFace.add(frame.face)) {
      this.#challenger?.faceChanged(frame.face, arrival.at);
      this.#relief?.forget();
    }
    this.#addRelief(analysis, frame.face, arrival);
    if (this.#seenFace.changes > maxChanges && !this.#mayBeOther) {
      this.#conclusion = 'face_changed';
      return this.#answer('looking_good');
    }
    try {
      await this.#compare();
    } catch {
      // A frame without a comparison proves nothing. At the deadline this counts as a fault, not as a mismatch.
      this.#tally.takeBackUsable();
    }
    return this.#answer(this.#hint());
  }

  /** A frame without a partner guides the visitor, and is no evidence. */
  #guideOnly(frame: FrameVerdict): SessionAnswer {
    const isUsable = frame.kind === 'usable';
    const kind = isUsable ? 'unpaired' : frame.kind;
    this.#tally.add(kind);
    return this.#notUsable(kind, isUsable ? 'hold_still' : frame.guidance);
  }

  #addRelief(analysis: Analysis, face: Face, { at, apartMs }: FrameArrival): void {
    const relief = analysis.ok && analysis.relief;
    if (!relief || apartMs === null || !this.#seenFace.isOf(face)) return;
    const { yaw, pitch } = face.quality.headPose;
    this.#relief?.add(relief, { at, apartMs, yaw, pitch });
  }

  /** Whether a frame that would be evidence repeats an earlier one. A film ends the session. */
  #isRepeated(frame: FrameVerdict, analysis: Analysis): boolean {
    if (!faceForChallenge(frame, analysis)) return false;
    const novelty = this.#replayDetector.see(analysis);
    if (novelty === 'new') return false;
    this.#tally.addRepeat();
    if (novelty === 'film' && this.#options.liveness !== 'off' && !this.#mayBeOther) {
      this.#conclusion = 'spoof_suspected';
      this.#suspected = true;
    }
    return true;
  }

  /** During a challenge the visitor has already matched, so they get no hint about light or a covered face. */
  #hint(): FaceGuidance {
    const { evidence } = this.#seenFace;
    if (this.#challenger?.asking || !evidence) return 'looking_good';
    if (this.#relief) return this.#relief.guidance ?? 'looking_good';
    if (needsLight(evidence)) return 'more_light';
    return mayBeCovered(evidence) ? 'uncover_face' : 'looking_good';
  }

  /** Whether the frame is part of a requested movement, and so is no evidence. */
  async #challenge(
    frame: FrameVerdict,
    analysis: Analysis,
    arrival: FrameArrival,
  ): Promise<boolean> {
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
    this.#seenFace.noteFollowed();
    const seen = this.#evidence();
    if (!seen) return 'timed_out';
    return stillMatches(seen) ? 'matched' : reasonAtDeadline(seen);
  }

  #notUsable(kind: keyof FrameCounts, guidance: FaceGuidance): SessionAnswer {
    this.#conclusion = this.#tally.noteProblem(kind, this.#now());
    return { ...this.#answer(guidance), ...(kind === 'no_face' && { isEmpty: true }) };
  }

  async #compare(): Promise<void> {
    await this.#seenFace.compare();
    const seen = this.#evidence();
    if (this.#challenger?.asking || !seen) return;
    const conclusion = concludeFrames(seen);
    if (this.#mayBeOther && conclusion && isAgainst(conclusion)) return;
    // A face that fits is the visitor's own.
    if (conclusion || isDoubted(seen)) this.#mayBeOther = false;
    // Only a visitor who matches, or whose liveness is in doubt, has to move.
    const isAsked = (conclusion === 'matched' && this.#asksAll) || isDoubted(seen);
    if (this.#challenger && isAsked) await this.#ask(this.#challenger);
    else this.#conclusion = conclusion;
  }

  async #ask(challenger: Challenger): Promise<void> {
    await this.#options.onChallenge?.();
    challenger.ask(this.#now(), this.#seenFace.template);
  }

  #answer(guidance: FaceGuidance): SessionAnswer {
    if (this.#conclusion) return { guidance, progress: 1, done: true };
    if (this.#challenger?.asking) return challengeAnswer(this.#challenger, guidance, this.#now());
    const share = this.asksToMove ? 0.3 : 0.9;
    const progress = Math.min(share, (share * this.#seenFace.frames) / framesForApproval);
    return { guidance, progress, done: false };
  }
}
