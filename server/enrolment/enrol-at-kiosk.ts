import type { Kiosks, CaptureEnd, CapturePhase, FrameAnswer } from '../kiosk/capture.ts';
import { enrol } from '../people/enrol.ts';
import type { Enrolment, EnrolmentResult, EnrolmentPhoto } from '../people/photos.ts';
import type { PersonDetails } from '../people/person-details.ts';
import { storePersonalCode } from '../people/personal-code.ts';
import type { ConsentToAsk, OutcomeMessage } from '../protocol/messages.ts';
import {
  type Vision,
  type AnalysedPhoto,
  type GuideState,
  PoseGuide,
  type GuideFailure,
  poses,
} from '#face';
import { CodeSetUp } from './code-set-up.ts';
import {
  type CameraRefusalError,
  noCode,
  poseNames,
  refusalOfEnding,
  refusalOfGuide,
} from './enrolment-messages.ts';

export interface CameraDeps {
  enrolment: Enrolment;
  kiosks: Kiosks;
  /** Whether the pictures must pass the liveness model. */
  needsLiveness: boolean;
  /** Whether the screen shows people's given names. */
  /** The office's name for an authenticator app. Default: the program's name. */
  office?: string | null;
}

export interface CameraRequest {
  kiosk: { id: string; name: string };
  /** A new person, or an enrolled person with changes. */
  who:
    | { details: PersonDetails }
    | { personId: string; name: string; changes: Partial<PersonDetails> };
  /** Enrolled people whom the face looks like, and who are others. */
  twinOf: readonly string[];
  /** The portrait of a new person's document: the face must match it, and it is enrolled with the pictures. */
  portrait?: AnalysedPhoto | null;
  signal: AbortSignal;
  onState: (state: GuideState) => void;
  /** Whether the person also sets up a personal code. */
  withCode?: boolean | undefined;
  /** Called when all pictures are taken, and the screen shows the code. */
  onCode?: () => void;
  /** The text that the person must agree to on the screen; it is the text of the enrolment's `agreement`. */
  consent?: ConsentToAsk | null;
  onAgreed?: (language: string | null) => void;
  onPhase?: ((phase: CapturePhase) => void) | undefined;
  /** From the first request to the screen. Default: two minutes, or five with a code. */
  timeoutMs?: number;
}

/**
 * Enrols from a kiosk's camera, by the rules for photos. These rules require consent before they read a photo, and the
 * camera only turns on when they do.
 * @returns the result, or why there are no pictures; then nothing is stored
 */
export async function enrolAtKiosk(
  { enrolment, kiosks, needsLiveness, office }: CameraDeps,
  { who, twinOf, portrait = null, withCode = false, ...request }: CameraRequest,
): Promise<EnrolmentResult | CameraRefusalError> {
  const name = 'details' in who ? who.details.name : who.name;
  const visitor = name.trim().split(/\s+/u)[0] ?? null;
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
    // The portrait comes last: turned pictures are compared with the first picture, which is frontal.
    const all = portrait && 'details' in who ? [...photos, portrait] : photos;
    const result = await enrol(storing, who, all, twinOf);
    shoot.showOutcome(outcomeOf(shoot, result));
    return shoot.refusal ?? result;
  } catch (error) {
    shoot.showOutcome('enrolment_failed');
    throw error;
  }
}

/** Stores both the person and the code, or neither. */
function storingCode(enrolment: Enrolment, code: CodeSetUp): Enrolment {
  const { actor = 'service', cipher, onStoring } = enrolment;
  return {
    ...enrolment,
    storesOnUnchanged: true,
    onStoring: async (transaction, result) => {
      if (!code.confirmed) throw new Error('A code is stored that nobody has confirmed.');
      const { personId } = result;
      await storePersonalCode(transaction, cipher, { personId, actor, ...code.confirmed });
      await onStoring?.(transaction, result);
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
  /** The name on the screen, or null. */
  visitor: string | null;
  needsLiveness: boolean;
  /** Set up after the pictures, before anything is stored. */
  code: CodeSetUp | null;
}

/** Maximum time for the queue at the kiosk, the tap, and the poses. */
const maxMs = 120_000;
/** Longer, because the person has to find their phone and an app. */
const withCodeMs = 5 * 60_000;

/** One capture at one kiosk that takes a picture of each pose. The pictures stay in memory. */
class EnrolmentCapture {
  readonly #options: EnrolmentCaptureOptions;
  #guide: PoseGuide;
  #attemptId: string | null = null;
  #end: CaptureEnd | null = null;
  #refusal: CameraRefusalError | null = null;
  #taking: Promise<readonly Uint8Array[]> | null = null;
  // Frames are analysed in parallel, but judged in the order of arrival.
  #weighing: Promise<unknown> = Promise.resolve();

  constructor(options: EnrolmentCaptureOptions) {
    this.#options = options;
    this.#guide = this.#newGuide();
  }

  /** Whether the camera was requested. */
  get begun(): boolean {
    return this.#taking !== null;
  }

  /** The reason why there are no pictures; null while it is not known, and when there are pictures. */
  get refusal(): CameraRefusalError | null {
    return this.#refusal;
  }

  /** Turns the camera on at the first call. Rejects with a `CameraRefusalError`. */
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

  /** Returns why the guide gave up, or was about to; null when something else ended the capture. */
  #failure({ ending, frames }: CaptureEnd): GuideFailure | null {
    if (ending === 'timed_out') return frames > 0 ? 'too_slow' : null;
    const { outcome } = this.#guide.state;
    return ending === 'done' && outcome !== 'complete' ? outcome : null;
  }

  #onFrame(jpeg: Uint8Array, attemptId: string): Promise<FrameAnswer> {
    const at = performance.now();
    // Copies the frame, which shares the memory of a message, because it may be kept longer.
    const kept = Uint8Array.from(jpeg);
    const analysis = this.#options.vision.analyze(kept, { purpose: 'enrolment' });
    const answer = this.#weighing.then(async () => {
      const seen = await analysis;
      if (attemptId !== this.#attemptId) {
        // After a lost connection, another person may be at the screen.
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
