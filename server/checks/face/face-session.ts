import { isChallenge, type LivenessMode } from '../../config/liveness.ts';
import type { CaptureEnding, FrameAnswer } from '../../kiosk/capture.ts';
import type { Guidance } from '../../protocol/messages.ts';
import type { GalleryComparison, People } from '../../people/person.ts';
import { samePersonFloor } from '../../people/similarity.ts';
import type { ReviewReason } from '../../sign-in/reasons.ts';
import type { Analysis, Vision } from '../../vision/analysis.ts';
import { hidesRoom } from '../../vision/person-outline.ts';
import type { Evidence } from '../../sign-in/check.ts';
import {
  concludeFrames,
  framesForApproval,
  isApprovalLook,
  isDoubted,
  isSuspicious,
  mayBeCovered,
  maxChanges,
  needsLight,
  reasonAtDeadline,
  stillMatches,
  type FrameEvidence,
  type Conclusion,
} from './conclusion.ts';
import {
  emptyTally,
  hopelessReason,
  reasonOfEnding,
  type FrameTally,
  faceForChallenge,
  judgeFrame,
  type FrameVerdict,
} from './frame-quality.ts';
import { Fusion } from './fusion.ts';
import { Challenger, type DrawTrajectory } from './liveness/challenger.ts';
import { LightWatch, type DrawLight } from './liveness/light-watch.ts';
import { ReplayDetector } from './liveness/replay-detector.ts';
import { RoomWatch } from './liveness/room-watch.ts';

export interface FaceSessionOptions {
  vision: Vision;
  people: Pick<People, 'compare'>;
  claimedIds: readonly string[];
  liveness: LivenessMode;
  /** Whether someone failed a challenge under this person's name lately, who is then asked for more. */
  hasFailedLately: (personId: string) => Promise<boolean>;
  /** Told before a question is put. When it fails, none is. */
  onChallenge?: () => Promise<void>;
  /** At how many other instances a question was put in this sign-in before. */
  challengeCount?: number;
  /** Draws what the visitor is asked to follow; by default what no one can know before. */
  drawTrajectory?: DrawTrajectory | undefined;
  /** Draws the tints of the screen; by default likewise. */
  drawLight?: DrawLight | undefined;
  /** Milliseconds, on a clock that only goes forwards. Default: that of `performance`. */
  now?: (() => number) | undefined;
}

/** So many repeated pictures, and hardly another, and the camera shows nothing that lives. */
const stuckAfter = 24;

/** When a frame came, and under which attempt's nonce. */
interface Arrival {
  attemptId: string;
  at: number;
}

/** One look at one visitor: frames in, guidance out, until the evidence is enough. */
export class FaceSession {
  readonly #tally: FrameTally = emptyTally();
  readonly #options: FaceSessionOptions;
  readonly #now: () => number;
  readonly #fusion: Fusion;
  readonly #challenger: Challenger | null;
  readonly #replayDetector = new ReplayDetector();
  /** What is around the face. */
  readonly room = new RoomWatch();
  /** What the face shows of the screen's tints. */
  readonly light: LightWatch;
  /** Frames that showed a picture which had been seen before. */
  #repeats = 0;
  #conclusion: Conclusion | null = null;
  #gathered: FrameEvidence | null = null;
  /** Counts over the whole capture: a new face must not bring new chances. */
  #approvalLooks = 0;
  /** Counts frames since the last usable one: the problem at this moment. */
  #sinceUsable: { from: number; tally: FrameTally };
  #suspected = false;
  /** The visitor is so near that the room, which shows them to be no picture, is not in sight. */
  #isTooNear = false;
  // Frames are analysed side by side but weighed one after the other, in the order of arrival.
  #weighing: Promise<unknown> = Promise.resolve();

  constructor(options: FaceSessionOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#sinceUsable = { from: this.#now(), tally: emptyTally() };
    this.#fusion = new Fusion(samePersonFloor(options.vision.model));
    const { liveness: mode, drawTrajectory, drawLight } = options;
    this.light = new LightWatch(drawLight);
    this.#challenger = isChallenge(mode) ? new Challenger(mode, drawTrajectory) : null;
    this.#challenger?.noteEarlierChallenges(options.challengeCount ?? 0);
  }

  /** What the evidence came to; null while it is not enough. */
  get conclusion(): Conclusion | null {
    return this.#conclusion;
  }

  /** Whether anything looked like a picture, however the look ended. */
  get suspected(): boolean {
    if (this.#options.liveness === 'off') return false;
    return this.#suspected || (this.#gathered !== null && isSuspicious(this.#gathered));
  }

  /** What was seen of one person, fused, however the look ended; null before it is enough. */
  get probe(): Float32Array | null {
    return this.#fusion.count >= framesForApproval ? this.#fusion.template() : null;
  }

  /**
   * The same by the recogniser to which the installation is moving, of someone who matched and has moved as
   * asked; else null.
   */
  get nextTemplate(): Float32Array | null {
    const hasMoved = this.#conclusion === 'matched' && this.#challenger !== null;
    return hasMoved && this.#fusion.count >= framesForApproval ? this.#fusion.nextTemplate() : null;
  }

  /** Compares what was seen with the people of now. @returns whether it still is this person */
  async matchesNow(personId: string): Promise<boolean> {
    const comparison = await this.#comparison();
    if (!comparison || !this.#gathered || comparison.claimed?.personId !== personId) return false;
    return stillMatches({ ...this.#gathered, comparison });
  }

  /** @param attemptId the nonce of the attempt at the capture to which the frame belongs */
  onFrame(jpeg: Uint8Array, attemptId: string): Promise<FrameAnswer> {
    const arrival = { attemptId, at: this.#now() };
    const analysis = this.#options.vision.analyze(jpeg);
    const answer = this.#weighing.then(async () => this.#weigh(await analysis, arrival));
    this.#weighing = answer.catch(() => {});
    return answer;
  }

  /** The link to the screen was cut, or the capture gave way. */
  onInterrupted(): void {
    this.#challenger?.interrupt();
  }

  /** The reason for a capture that ended like this without a conclusion. */
  reasonOf(ending: CaptureEnding): ReviewReason {
    if (ending === 'timed_out' && this.#challenger?.asking) {
      return this.#challenger.state.suspicious ? 'spoof_suspected' : 'movement_not_seen';
    }
    const isStuck = this.#repeats >= stuckAfter && this.#tally.usable < framesForApproval;
    if (ending === 'timed_out' && isStuck) return 'camera_stuck';
    const whenUsable = this.#gathered ? reasonAtDeadline(this.#gathered) : 'timed_out';
    return reasonOfEnding(ending, this.#tally, whenUsable);
  }

  /**
   * The result for the store and the front desk. A visitor who matched and says during the first question that they
   * cannot move has failed nothing; repeat-sign-in.ts handles a repeat. After another question, or without a match, it
   * counts as a failed try.
   */
  evidence(ending: CaptureEnding): Evidence {
    const claimed = this.#gathered?.comparison.claimed;
    const evidence: Evidence = { usableFrames: this.#tally.usable };
    const isFirstOpen = this.#challenger?.isFirstOpen(this.#now()) === true;
    const isExcused = ending === 'cannot_move' && isFirstOpen;
    const tried = isExcused ? undefined : this.#tried();
    if (tried) evidence.tried = tried;
    if (this.#challenger?.asking) evidence.challengeCount = this.#challenger.challengeCount;
    if (isExcused) evidence.challengeExcused = true;
    else if (this.#challenger?.asking) {
      evidence.challengeFailed = this.#challenger.state.outcome !== 'passed';
    }
    const lightAgreement = this.light.agreement;
    if (lightAgreement !== null) evidence.lightAgreement = lightAgreement;
    if (!claimed) return evidence;
    const { personId, score } = claimed;
    return { ...evidence, personId, score, model: this.#options.vision.model.id };
  }

  /** Who had enough frames compared to be let in has tried, however the capture ended. */
  #tried(): Evidence['tried'] {
    if (this.#conclusion === 'matched') return 'matched';
    return this.#tally.usable >= framesForApproval ? 'failed' : undefined;
  }

  async #weigh(analysis: Analysis, arrival: Arrival): Promise<FrameAnswer> {
    if (this.#conclusion) return this.#answer('looking_good');
    const frame = judgeFrame(analysis);
    if (this.#isRepeated(frame, analysis)) return this.#answer(this.#hint());
    this.#tally[frame.kind]++;
    if (faceForChallenge(frame, analysis)) this.room.see(analysis.room);
    const isMoving = await this.#challenge(frame, analysis, arrival);
    if (this.#conclusion || isMoving) return this.#answer('looking_good');
    if (frame.kind !== 'usable') return this.#notUsable(frame.kind, frame.guidance);
    this.#sinceUsable = { from: this.#now(), tally: emptyTally() };
    this.#isTooNear = analysis.ok && hidesRoom(frame.face.box, analysis);
    const { changes } = this.#fusion;
    this.#fusion.add(frame.face);
    if (this.#fusion.changes > changes) {
      this.#challenger?.faceChanged(frame.face, arrival.at);
      this.room.forget();
    }
    if (this.#fusion.changes > maxChanges) {
      this.#conclusion = 'face_changed';
      return this.#answer('looking_good');
    }
    try {
      await this.#compare();
    } catch {
      // Without a comparison a frame proves nothing; at the deadline that is a fault, not a mismatch.
      this.#tally.fault++;
      this.#tally.usable--;
    }
    return this.#answer(this.#hint());
  }

  /** Whether a frame that would be evidence shows what an earlier one did. A film ends the look. */
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

  /** A visitor who was asked to move did match: they get no other question meanwhile. */
  #hint(): Guidance {
    if (this.#challenger?.asking || !this.#gathered) return 'looking_good';
    if (needsLight(this.#gathered)) return 'more_light';
    if (mayBeCovered(this.#gathered)) return 'uncover_face';
    return this.#challenger && this.#isTooNear ? 'step_back' : 'looking_good';
  }

  /** Whether the frame is part of a movement that the visitor was asked for, and no evidence. */
  async #challenge(frame: FrameVerdict, analysis: Analysis, arrival: Arrival): Promise<boolean> {
    const challenger = this.#challenger;
    const face = challenger && faceForChallenge(frame, analysis);
    if (!face) return false;
    const isUsable = frame.kind === 'usable';
    const before = challenger.patchBefore;
    const { vision } = this.#options;
    const start = challenger.patchAtStart;
    const [parallax, alteration] = await Promise.all([
      before && vision.parallax(before, face.patch),
      start && vision.alteration(start, face.patch),
    ]);
    const scene = (analysis.ok && analysis.scene) || null;
    const seen = challenger.see(face, isUsable, { ...arrival, parallax, alteration, scene });
    const { outcome, suspicious, front } = seen;
    // Beyond a torn link, too, after which the questions begin again.
    this.light.see(analysis.ok ? analysis.light : null, arrival.at);
    this.#suspected ||= suspicious;
    if (!challenger.asking) return false;
    if (outcome === 'passed') this.#conclusion = this.#conclusionWhenPassed();
    else if (outcome) this.#conclusion = suspicious ? 'spoof_suspected' : 'movement_not_seen';
    return !(front && isUsable);
  }

  #conclusionWhenPassed(): Conclusion {
    if (!this.#gathered) return 'timed_out';
    const hasMoved = this.#challenger?.state.roomStoodStill === true;
    this.#gathered = { ...this.#gathered, hasMoved };
    return stillMatches(this.#gathered) ? 'matched' : reasonAtDeadline(this.#gathered);
  }

  #notUsable(kind: keyof FrameTally, guidance: Guidance): FrameAnswer {
    const { from, tally } = this.#sinceUsable;
    tally[kind]++;
    this.#conclusion = hopelessReason(tally, this.#now() - from);
    return this.#answer(guidance);
  }

  async #comparison(): Promise<GalleryComparison | null> {
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
    if (this.#challenger?.asking) return;
    const conclusion = concludeFrames(this.#gathered);
    // Who matches is asked to move; everyone else need not be.
    const isAsked = conclusion === 'matched' || isDoubted(this.#gathered);
    if (this.#challenger && isAsked) await this.#ask(this.#challenger, this.#gathered);
    else this.#conclusion = conclusion;
  }

  async #ask(challenger: Challenger, gathered: FrameEvidence): Promise<void> {
    const personId = gathered.comparison.claimed?.personId;
    const isMore =
      isDoubted(gathered) ||
      (challenger.mode === 'active' &&
        personId !== undefined &&
        (await this.#options.hasFailedLately(personId)));
    await this.#options.onChallenge?.();
    const mode = isMore ? 'thorough' : challenger.mode;
    challenger.ask(this.#now(), mode, this.#fusion.template());
  }

  #answer(guidance: Guidance): FrameAnswer {
    if (this.#conclusion) return { guidance, progress: 1, done: true };
    if (this.#challenger?.asking) {
      const { ask, progress } = this.#challenger.state;
      // What is wrong with the frame comes before a dot starts; while it moves, nothing else is said.
      const isFree = guidance === 'looking_good' || guidance === 'face_camera';
      const path = this.#challenger.show(this.#now(), isFree);
      const progressFields = { progress: 0.3 + 0.6 * progress, done: false };
      const light = path && this.light.show(path, this.#now());
      if (path) return { guidance: 'follow_dot', ...progressFields, path, ...(light && { light }) };
      return { guidance: isFree ? ask : guidance, ...progressFields };
    }
    const share = this.#challenger ? 0.3 : 0.9;
    const progress = Math.min(share, (share * this.#fusion.count) / framesForApproval);
    return { guidance, progress, done: false };
  }
}
