import type { Kiosks, CaptureEnd, CapturePhase, FrameAnswer } from '../kiosk/capture.ts';
import { enrol } from '../people/enrol.ts';
import type { Enrolment, EnrolmentResult, EnrolmentPhoto } from '../people/photos.ts';
import type { PersonDetails } from '../people/person-details.ts';
import { storePersonalCode } from '../people/personal-code.ts';
import type { AnalysedPhoto } from '../people/photo-report.ts';
import type { ConsentToAsk, OutcomeMessage } from '../protocol/messages.ts';
import type { Vision } from '../vision/analysis.ts';
import { CodeSetUp } from './code-set-up.ts';
import {
  type CameraRefusalError,
  noCode,
  poseNames,
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
  /** The name of the office, which an authenticator app shows. Default: that of the program. */
  office?: string | null;
}

export interface CameraRequest {
  kiosk: { id: string; name: string };
  /** Someone new, or someone enrolled with what is to change. */
  who:
    | { details: PersonDetails }
    | { personId: string; name: string; changes: Partial<PersonDetails> };
  /** Enrolled people whom the face looks like, and who are others. */
  twinOf: readonly string[];
  /** Of somebody new's document: the face has to match it, and it is enrolled with the pictures. */
  portrait?: AnalysedPhoto | null;
  signal: AbortSignal;
  onState: (state: GuideState) => void;
  /** They set up a personal code as well. */
  withCode?: boolean | undefined;
  /** All pictures are taken, and the screen shows the code. */
  onCode?: () => void;
  /** What has to be agreed to on the screen first; the enrolment's `agreement` is to it. */
  consent?: ConsentToAsk | null;
  onAgreed?: (language: string | null) => void;
  onPhase?: ((phase: CapturePhase) => void) | undefined;
  /** From the first time that the screen is asked. Default: two minutes, with a code five. */
  timeoutMs?: number;
}

/**
 * Enrols from the camera of a kiosk, by the rules for photos. Those ask for consent before they look
 * at a photo, and only when they do is the camera turned on.
 * @returns the result, or why no pictures were taken; nothing is stored then
 */
export async function enrolAtKiosk(
  { enrolment, kiosks, needsLiveness, greeting, office }: CameraDeps,
  { who, twinOf, portrait = null, withCode = false, ...request }: CameraRequest,
): Promise<EnrolmentResult | CameraRefusalError> {
  const name = 'details' in who ? who.details.name : who.name;
  const visitor = greeting ? (name.trim().split(/\s+/u)[0] ?? null) : null;
  const { vision } = enrolment;
  const issuer = office ?? 'Vestibule';
  const code = withCode ? new CodeSetUp({ issuer, label: name }) : null;
  const shoot = new EnrolmentCapture({ ...request, vision, kiosks, visitor, needsLiveness, code });
  const by = portrait ? { ...enrolment, source: 'document' as const } : enrolment;
  const storing = code ? storingCode(by, code) : by;
  const photos = poses.map((pose, index): EnrolmentPhoto => ({
    label: poseNames[pose],
    isTurned: pose !== 'straight',
    read: async () => (await shoot.pictures())[index] ?? new Uint8Array(),
  }));
  try {
    // Last: the turned pictures are compared with the first, which the camera took from the front.
    const all = portrait && 'details' in who ? [...photos, portrait] : photos;
    const result = await enrol(storing, who, all, twinOf);
    shoot.showOutcome(outcomeOf(shoot, result));
    return shoot.refusal ?? result;
  } catch (error) {
    shoot.showOutcome('enrolment_failed');
    throw error;
  }
}

/** Both are stored, or neither. */
function storingCode(enrolment: Enrolment, code: CodeSetUp): Enrolment {
  const { actor = 'service', cipher, onStoring } = enrolment;
  return {
    ...enrolment,
    storesOnUnchanged: true,
    onStoring: async (transaction, personId) => {
      if (!code.confirmed) throw new Error('A code is stored that nobody has confirmed.');
      await storePersonalCode(transaction, cipher, { personId, actor, ...code.confirmed });
      await onStoring?.(transaction, personId);
    },
  };
}

function outcomeOf({ refusal }: EnrolmentCapture, { state }: EnrolmentResult) {
  if (refusal === null) return state === 'refused' ? 'enrolment_failed' : 'enrolled';
  const isStopped = ['declined', 'aborted'].includes(refusal.code);
  return isStopped ? 'enrolment_stopped' : 'enrolment_failed';
}

interface EnrolmentCaptureOptions extends Omit<
  CameraRequest,
  'who' | 'twinOf' | 'portrait' | 'withCode'
> {
  vision: Vision;
  kiosks: Kiosks;
  /** How the person is addressed on the screen, or null. */
  visitor: string | null;
  needsLiveness: boolean;
  /** Set up after the pictures, before anything is stored. */
  code: CodeSetUp | null;
}

/** A line before the kiosk, a tap where one is asked for, and the poses; never longer than this. */
const maxMs = 120_000;
/** A telephone is looked for, and an app. */
const withCodeMs = 5 * 60_000;

/** One capture at one kiosk that takes a picture of each pose. The pictures stay in memory. */
class EnrolmentCapture {
  readonly #options: EnrolmentCaptureOptions;
  #guide: PoseGuide;
  #attemptId: string | null = null;
  #end: CaptureEnd | null = null;
  #refusal: CameraRefusalError | null = null;
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
  get refusal(): CameraRefusalError | null {
    return this.#refusal;
  }

  /** Turns the camera on, the first time. Rejects with a `CameraRefusalError`. */
  pictures(): Promise<readonly Uint8Array[]> {
    this.#taking ??= this.#take();
    return this.#taking;
  }

  showOutcome(message: OutcomeMessage): void {
    this.#end?.showOutcome(message);
  }

  async #take(): Promise<readonly Uint8Array[]> {
    const { kiosks, kiosk, visitor, signal, code } = this.#options;
    const { timeoutMs = code ? withCodeMs : maxMs } = this.#options;
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
      ...(code && { code }),
      deadline: performance.now() + timeoutMs,
      signal,
      onFrame: (jpeg, attemptId) => this.#onFrame(jpeg, attemptId),
    });
    const { outcome } = this.#guide.state;
    const isComplete = this.#end.ending === 'done' && outcome === 'complete' && !signal.aborted;
    if (isComplete && code?.confirmed !== null) {
      if (code) this.#options.onState(this.#guide.state);
      return this.#guide.pictures;
    }
    this.#refusal = this.#refusalOf(this.#end);
    throw this.#refusal;
  }

  #refusalOf(end: CaptureEnd): CameraRefusalError {
    const { ending } = end;
    if (ending === 'timed_out' && this.#options.code?.isShown) return noCode();
    const failure = this.#failure(end);
    if (failure !== null) {
      const { pose } = this.#guide.state;
      return refusalOfGuide(failure, { pose, obstacle: this.#guide.obstacle });
    }
    const isOver = ending === 'done' || ending === 'cannot_move';
    return refusalOfEnding(isOver ? 'aborted' : ending, this.#options.kiosk.name);
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
      const { guidance, progress, outcome } = state;
      const { code, onCode } = this.#options;
      if (!code || outcome !== 'complete') {
        this.#options.onState(state);
        return { guidance, progress, done: outcome !== null };
      }
      if (!code.isShown) {
        code.show();
        onCode?.();
      }
      return { guidance, progress, done: false };
    });
    this.#weighing = answer.catch(() => {});
    return answer;
  }

  #newGuide(): PoseGuide {
    return new PoseGuide(this.#options.vision.model, this.#options.needsLiveness);
  }
}
