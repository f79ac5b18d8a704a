import type { CaptureEnding, FrameAnswer } from '../../kiosk/capture.ts';
import type { Guidance } from '../../kiosk/messages.ts';
import type { People } from '../../people/person.ts';
import type { Reason, ReviewReason } from '../../sign-in/reasons.ts';
import type { Vision } from '../../vision/vision.ts';
import type { Evidence } from '../check.ts';
import { conclusionOf, framesForApproval, reasonAtDeadline, type Gathered } from './conclusion.ts';
import { emptyTally, hopelessReason, reasonOfEnding, type Tally } from './ending.ts';
import { judgeFrame } from './frame-quality.ts';
import { Fusion } from './fusion.ts';

export interface LookOptions {
  vision: Vision;
  people: People;
  claimedIds: readonly string[];
  liveness: 'off' | 'passive';
}

export type Conclusion = Extract<
  Reason,
  | 'matched'
  | 'no_match'
  | 'other_person'
  | 'spoof_suspected'
  | 'no_face'
  | 'several_faces'
  | 'poor_quality'
>;

/** One look at one visitor: frames in, guidance out, until the evidence is enough. */
export class Look {
  readonly #tally: Tally = emptyTally();
  readonly #options: LookOptions;
  readonly #fusion = new Fusion();
  #conclusion: Conclusion | null = null;
  #gathered: Gathered | null = null;
  /** Since the last usable frame, frames are counted anew: what stands in the way now. */
  #sinceUsable = { from: performance.now(), tally: emptyTally() };
  // Frames are analysed side by side but weighed one after the other, in the order of arrival.
  #weighing: Promise<unknown> = Promise.resolve();

  constructor(options: LookOptions) {
    this.#options = options;
  }

  /** What the evidence came to; null while it is not enough. */
  get conclusion(): Conclusion | null {
    return this.#conclusion;
  }

  onFrame(jpeg: Uint8Array): Promise<FrameAnswer> {
    const analysis = this.#options.vision.analyze(jpeg);
    const answer = this.#weighing.then(async () => this.#weigh(judgeFrame(await analysis)));
    this.#weighing = answer.catch(() => {});
    return answer;
  }

  /** The reason for a capture that ended like this without a conclusion. */
  reasonOf(ending: CaptureEnding): ReviewReason {
    const whenUsable = this.#gathered ? reasonAtDeadline(this.#gathered) : 'timed_out';
    return reasonOfEnding(ending, this.#tally, whenUsable);
  }

  /** For the store and the front desk. */
  evidence(): Evidence {
    const claimed = this.#gathered?.comparison.claimed;
    const evidence: Evidence = { usableFrames: this.#tally.usable };
    if (claimed) Object.assign(evidence, { personId: claimed.personId, score: claimed.score });
    return evidence;
  }

  async #weigh(frame: ReturnType<typeof judgeFrame>): Promise<FrameAnswer> {
    if (this.#conclusion) return this.#answer('looking_good');
    this.#tally[frame.kind]++;
    if (frame.kind !== 'usable') return this.#notUsable(frame.kind, frame.guidance);
    this.#sinceUsable = { from: performance.now(), tally: emptyTally() };
    this.#fusion.add(frame.face);
    try {
      await this.#compare();
    } catch {
      // Without a comparison a frame proves nothing; at the deadline that is a fault, not a mismatch.
      this.#tally.fault++;
      this.#tally.usable--;
    }
    return this.#answer('looking_good');
  }

  #notUsable(kind: keyof Tally, guidance: Guidance): FrameAnswer {
    const { from, tally } = this.#sinceUsable;
    tally[kind]++;
    this.#conclusion = hopelessReason(tally, performance.now() - from);
    return this.#answer(guidance);
  }

  async #compare(): Promise<void> {
    const { people, claimedIds, vision, liveness } = this.#options;
    const probe = this.#fusion.template();
    if (!probe) return;
    this.#gathered = {
      comparison: await people.compare(probe, claimedIds),
      frames: this.#fusion.count,
      liveness: this.#fusion.liveness,
      livenessRequired: liveness !== 'off',
      model: vision.model,
    };
    this.#conclusion = conclusionOf(this.#gathered);
  }

  #answer(guidance: Guidance): FrameAnswer {
    const progress = this.#conclusion ? 1 : Math.min(0.9, this.#fusion.count / framesForApproval);
    return { guidance, progress, done: this.#conclusion !== null };
  }
}
