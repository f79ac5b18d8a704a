import type { Kiosks, CaptureEnd, CapturePhase, FrameAnswer } from '../kiosk/capture.ts';
import { enrol } from '../people/enrol.ts';
import type { Alike, Enrolment, EnrolmentResult, Photo } from '../people/photos.ts';
import type { PersonDetails } from '../people/person-details.ts';
import { update } from '../people/update.ts';
import type { ConsentToAsk, OutcomeMessage } from '../protocol/messages.ts';
import type { Vision } from '../vision/analysis.ts';
import {
  poseNames,
  type CameraRefusal,
  refusalOfEnding,
  refusalOfGuide,
} from './enrolment-messages.ts';
import { type GuideState, PoseGuide, type GuideFailure } from './pose-guide.ts';
import { poses } from './poses.ts';

export interface CameraDeps {
  enrolment: Enrolment;
  kiosks: Kiosks;
  /** The pictures have to look alive to the liveness model. */
  needsLiveness: boolean;
  /** Address people by their given name on the screen. */
  greeting: boolean;
}

export interface CameraRequest {
  kiosk: { id: string; name: string };
  /** Someone new, or someone enrolled with what is to change. */
  who:
    | { details: PersonDetails }
    | { personId: string; name: string; changes: Partial<PersonDetails> };
  alike: Alike;
  signal: AbortSignal;
  onState: (state: GuideState) => void;
  /** What has to be agreed to on the screen first; the enrolment's `agreement` is to it. */
  consent?: ConsentToAsk | null;
  onAgreed?: (language: string | null) => void;
  onPhase?: ((phase: CapturePhase) => void) | undefined;
  /** From the first time that the screen is asked. Default: two minutes. */
  timeoutMs?: number;
}

/**
 * Enrols from the camera of a kiosk, by the rules for photos. Those ask for consent before they look
 * at a photo, and only when they do is the camera turned on.
 * @returns the result, or why no pictures were taken; nothing is stored then
 */
export async function enrolAtKiosk(
  { enrolment, kiosks, needsLiveness, greeting }: CameraDeps,
  { who, alike, ...request }: CameraRequest,
): Promise<EnrolmentResult | CameraRefusal> {
  const name = 'details' in who ? who.details.name : who.name;
  const visitor = greeting ? (name.trim().split(/\s+/u)[0] ?? null) : null;
  const { vision } = enrolment;
  const shoot = new EnrolmentCapture({ ...request, vision, kiosks, visitor, needsLiveness });
  const photos = poses.map((pose, index): Photo => ({
    label: poseNames[pose],
    isTurned: pose !== 'straight',
    read: async () => (await shoot.pictures())[index] ?? new Uint8Array(),
  }));
  try {
    const result =
      'details' in who
        ? await enrol(enrolment, who.details, photos, alike)
        : await update(enrolment, who.personId, who.changes, photos, alike);
    shoot.showOutcome(outcomeOf(shoot, result));
    return shoot.refusal ?? result;
  } catch (error) {
    shoot.showOutcome('enrolment_failed');
    throw error;
  }
}

function outcomeOf({ refusal }: EnrolmentCapture, { state }: EnrolmentResult) {
  if (refusal === null) return state === 'refused' ? 'enrolment_failed' : 'enrolled';
  const isStopped = ['declined', 'aborted'].includes(refusal.code);
  return isStopped ? 'enrolment_stopped' : 'enrolment_failed';
}

interface EnrolmentCaptureOptions extends Omit<CameraRequest, 'who' | 'alike'> {
  vision: Vision;
  kiosks: Kiosks;
  /** How the person is addressed on the screen, or null. */
  visitor: string | null;
  needsLiveness: boolean;
}

/** A line before the kiosk, a tap where one is asked for, and the poses; never longer than this. */
const maxMs = 120_000;

/** One capture at one kiosk that takes a picture of each pose. The pictures stay in memory. */
class EnrolmentCapture {
  readonly #options: EnrolmentCaptureOptions;
  #guide: PoseGuide;
  #attemptId: string | null = null;
  #end: CaptureEnd | null = null;
  #refusal: CameraRefusal | null = null;
  #taking: Promise<readonly Uint8Array[]> | null = null;
  // Frames are analysed side by side but weighed in the order of their arrival.
  #weighing: Promise<unknown> = Promise.resolve();

  constructor(options: EnrolmentCaptureOptions) {
    this.#options = options;
    this.#guide = this.#newGuide();
  }

  /** Whether the camera was asked for at all. */
  get begun(): boolean {
    return this.#taking !== null;
  }

  /** Why there are no pictures; null while that is not known, and when there are. */
  get refusal(): CameraRefusal | null {
    return this.#refusal;
  }

  /** Turns the camera on, the first time. Rejects with a `CameraRefusal`. */
  pictures(): Promise<readonly Uint8Array[]> {
    this.#taking ??= this.#take();
    return this.#taking;
  }

  showOutcome(message: OutcomeMessage): void {
    this.#end?.showOutcome(message);
  }

  async #take(): Promise<readonly Uint8Array[]> {
    const { kiosks, kiosk, visitor, signal, timeoutMs = maxMs } = this.#options;
    const { consent, onAgreed, onPhase } = this.#options;
    this.#end = await kiosks.capture({
      locationId: null,
      deviceId: null,
      kioskId: kiosk.id,
      purpose: 'enrolment',
      visitor,
      consent: consent ?? null,
      ...(onAgreed && { onAgreed }),
      ...(onPhase && { onPhase }),
      deadline: performance.now() + timeoutMs,
      signal,
      onFrame: (jpeg, attemptId) => this.#onFrame(jpeg, attemptId),
    });
    const { ending } = this.#end;
    const { outcome, pose } = this.#guide.state;
    const isComplete = ending === 'done' && outcome === 'complete' && !signal.aborted;
    if (isComplete) return this.#guide.pictures;
    const failure = this.#failure(this.#end);
    this.#refusal =
      failure === null
        ? refusalOfEnding(
            ending === 'done' || ending === 'cannot_move' ? 'aborted' : ending,
            kiosk.name,
          )
        : refusalOfGuide(failure, { pose, obstacle: this.#guide.obstacle });
    throw this.#refusal;
  }

  /** What the guide gave up for, or was about to; null when something else ended the capture. */
  #failure({ ending, frames }: CaptureEnd): GuideFailure | null {
    if (ending === 'timed_out') return frames > 0 ? 'too_slow' : null;
    const { outcome } = this.#guide.state;
    return ending === 'done' && outcome !== 'complete' ? outcome : null;
  }

  #onFrame(jpeg: Uint8Array, attemptId: string): Promise<FrameAnswer> {
    const at = performance.now();
    // The frame shares the memory of a message; it may have to be kept for longer.
    const kept = Uint8Array.from(jpeg);
    const analysis = this.#options.vision.analyze(kept, { purpose: 'enrolment' });
    const answer = this.#weighing.then(async () => {
      const seen = await analysis;
      if (attemptId !== this.#attemptId) {
        // After a lost connection another person may be at the screen.
        this.#attemptId = attemptId;
        this.#guide = this.#newGuide();
      }
      const state = this.#guide.see(seen, kept, at);
      this.#options.onState(state);
      const { guidance, progress, outcome } = state;
      return { guidance, progress, done: outcome !== null };
    });
    this.#weighing = answer.catch(() => {});
    return answer;
  }

  #newGuide(): PoseGuide {
    return new PoseGuide(this.#options.vision.model, this.#options.needsLiveness);
  }
}
