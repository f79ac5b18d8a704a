import type {
  CaptureEnd,
  CaptureRequest,
  Kiosks,
  CaptureEnding,
  FrameAnswer,
} from '../kiosk/capture.ts';
import { CodeTurn } from './code-turn.ts';
import type { CapturePurpose, Guidance, OutcomeMessage } from '../protocol/messages.ts';
import type { ReviewReason } from '../sign-in/reasons.ts';

export interface SharedRequest extends Omit<CaptureRequest, 'purpose' | 'kioskId'> {
  /** What the check looks for in the frames; the screen tells the visitor. */
  look: 'face' | 'health_pass' | 'personal_code';
}

/** A check's seat in the one capture of a sign-in. */
export interface CaptureHandle {
  /**
   * Like `Kiosks.capture`, but shared. The capture begins when every check with a seat has called this or left.
   * Each check receives every frame. The capture goes on until all checks have enough. Never rejects.
   */
  capture(request: SharedRequest): Promise<CaptureEnd>;
  /** Gives the seat up, because the check needs no camera. Does nothing after `capture`. */
  leave(): void;
}

/** One shared capture for each sign-in, however many checks need the camera. */
export interface SharedCaptures {
  /**
   * Takes a seat. A check must take it before it waits for anything. Otherwise the camera would be requested, and
   * the visitor told the purpose, before all checks that need the camera are known.
   */
  handle(jobId: string): CaptureHandle;
}

/** @param onGuidance receives what the lobby screen shows for each frame */
export function createSharedCaptures(
  kiosks: Kiosks,
  onGuidance: (jobId: string, guidance: Guidance) => void = () => {},
): SharedCaptures {
  const gathering = new Map<string, SharedCapture>();
  return {
    handle(jobId) {
      let run = gathering.get(jobId);
      if (!run) {
        run = new SharedCapture(
          kiosks,
          jobId,
          () => gathering.delete(jobId),
          (guidance) => onGuidance(jobId, guidance),
        );
        gathering.set(jobId, run);
      }
      return run.handle();
    },
  };
}

/** One check in the capture, until it has enough, gives up, or the capture ends. */
class CaptureParticipant {
  readonly request: SharedRequest;
  readonly ended: Promise<CaptureEnd>;
  /** Its answer to the latest frame. */
  answer: FrameAnswer = { guidance: 'look_here', progress: 0, done: false };
  #frames = 0;
  #isLooking = true;
  #settle: (end: CaptureEnd) => void = () => {};
  #waiting: NodeJS.Timeout;
  readonly #showOutcome: CaptureEnd['showOutcome'];
  readonly #onLeft: () => void;
  readonly #abort = () => this.#leave('aborted');
  readonly #enough = () => this.#leave('done');

  /** @param onLeft runs when it leaves by itself: it was aborted, or waited too long for the other checks. */
  constructor(request: SharedRequest, showOutcome: CaptureEnd['showOutcome'], onLeft: () => void) {
    this.request = request;
    this.#showOutcome = showOutcome;
    this.#onLeft = onLeft;
    this.ended = new Promise((resolve) => (this.#settle = resolve));
    const left = Math.max(0, request.deadline - performance.now());
    this.#waiting = setTimeout(() => this.#leave('timed_out'), left);
    request.signal.addEventListener('abort', this.#abort, { once: true });
    request.code?.enough?.addEventListener('abort', this.#enough, { once: true });
    if (request.signal.aborted) this.#leave('aborted');
    if (request.code?.enough?.aborted) this.#leave('done');
  }

  get isLooking(): boolean {
    return this.#isLooking;
  }

  /** Stops its own timer: from here on the capture keeps the time, and knows better why it ended. */
  begin(): void {
    clearTimeout(this.#waiting);
  }

  /** @throws what its check throws. Its last answer then remains. */
  async look(...frame: Parameters<SharedRequest['onFrame']>): Promise<void> {
    this.#frames++;
    const answer = await this.request.onFrame(...frame);
    if (!this.#isLooking) return;
    this.answer = answer;
    if (answer.done) this.end('done');
  }

  end(ending: CaptureEnding): void {
    if (!this.#isLooking) return;
    this.#isLooking = false;
    clearTimeout(this.#waiting);
    this.request.signal.removeEventListener('abort', this.#abort);
    this.request.code?.enough?.removeEventListener('abort', this.#enough);
    this.#settle({ ending, frames: this.#frames, showOutcome: this.#showOutcome });
  }

  #leave(ending: CaptureEnding): void {
    this.end(ending);
    this.#onLeft();
  }
}

/** Whose guidance comes first: how to face the camera, and only then what to hold up. */
const order = ['face', 'health_pass', 'personal_code'] as const satisfies SharedRequest['look'][];

/** The one capture of a sign-in: gathers the checks, asks the kiosk once, and gives each check every frame. */
class SharedCapture {
  readonly #kiosks: Kiosks;
  readonly #jobId: string;
  readonly #onGathered: () => void;
  readonly #onGuidance: (guidance: Guidance) => void;
  readonly #members: CaptureParticipant[] = [];
  readonly #nobodyLooks = new AbortController();
  #undecided = 0;
  #gathered = false;
  #run: Promise<CaptureEnd> | undefined;
  #outcomeShown = false;
  #codeTurn: CodeTurn | undefined;

  /** @param onGathered runs once, when no more seats can be taken. */
  constructor(
    kiosks: Kiosks,
    jobId: string,
    onGathered: () => void,
    onGuidance: (guidance: Guidance) => void,
  ) {
    this.#kiosks = kiosks;
    this.#jobId = jobId;
    this.#onGathered = onGathered;
    this.#onGuidance = onGuidance;
  }

  handle(): CaptureHandle {
    this.#undecided++;
    let decided = false;
    const decide = () => {
      if (decided) return;
      decided = true;
      this.#undecided--;
      // Delayed: checks of the same sign-in that start after this one take their seats first.
      setImmediate(() => this.#begin());
    };
    return {
      capture: (request) => {
        const member = this.#join(request);
        decide();
        return member.ended;
      },
      leave: decide,
    };
  }

  #join(request: SharedRequest): CaptureParticipant {
    const member = new CaptureParticipant(
      request,
      (message) => this.#showOutcome(message),
      () => this.#noteLeaving(),
    );
    this.#members.push(member);
    this.#members.sort((a, b) => order.indexOf(a.request.look) - order.indexOf(b.request.look));
    return member;
  }

  #noteLeaving(): void {
    if (this.#gathered && this.#looking().length === 0) this.#nobodyLooks.abort();
  }

  #begin(): void {
    if (this.#undecided > 0 || this.#gathered) return;
    this.#gathered = true;
    this.#onGathered();
    const looking = this.#looking();
    const [first] = looking;
    if (!first) return;
    // A code alone does not turn the camera on.
    if (first.request.look === 'personal_code') return first.end('aborted');
    for (const member of looking) member.begin();
    const requests = looking.map(({ request }) => request);
    const code = requests.find((request) => request.code)?.code;
    if (code)
      this.#codeTurn = new CodeTurn(code, () => this.#looking().every((one) => one.request.code));
    this.#run = this.#kiosks.capture({
      jobId: this.#jobId,
      language: first.request.language ?? null,
      locationId: first.request.locationId,
      deviceId: first.request.deviceId,
      purpose: purposeOf(requests),
      visitor: requests.find(({ visitor }) => visitor !== null)?.visitor ?? null,
      asksToMove: () => requests.some(({ asksToMove }) => asksToMove?.() === true),
      ...longestSideOf(requests),
      needsTwoCameras: requests.some(({ needsTwoCameras }) => needsTwoCameras === true),
      code: this.#codeTurn,
      deadline: Math.min(...requests.map(({ deadline }) => deadline)),
      signal: this.#nobodyLooks.signal,
      onKiosk: (kioskId) => requests.forEach((request) => request.onKiosk?.(kioskId)),
      onPhase: (phase) => requests.forEach((request) => request.onPhase?.(phase)),
      onGaveWay: () => requests.forEach((request) => request.onGaveWay?.()),
      onFrame: async (...frame) => {
        const answer = await this.#look(...frame);
        this.#onGuidance(answer.guidance);
        return answer;
      },
    });
    void this.#run.then(({ ending }) => {
      for (const member of this.#members) member.end(ending);
    });
  }

  /** A check that throws does not keep the frame from the other checks. */
  async #look(...frame: Parameters<SharedRequest['onFrame']>): Promise<FrameAnswer> {
    const looks = this.#looking().map((member) => member.look(...frame));
    const fault = (await Promise.allSettled(looks)).find(({ status }) => status === 'rejected');
    this.#codeTurn?.ask();
    const [first] = this.#looking();
    if (!first) return { ...lastAnswer(this.#members), progress: 1, done: true };
    if (fault?.status === 'rejected') throw fault.reason;
    const seen = this.#members.filter(({ request }) => request.look !== 'personal_code');
    const progress = seen.map(({ isLooking, answer }) => (isLooking ? answer.progress : 1));
    const sum = progress.reduce((total, part) => total + part, 0);
    return { ...first.answer, progress: sum / progress.length, done: false };
  }

  #looking(): CaptureParticipant[] {
    return this.#members.filter(({ isLooking }) => isLooking);
  }

  /** Every check calls this with the same verdict; the screen shows it once. */
  #showOutcome(message: OutcomeMessage): void {
    if (this.#outcomeShown) return;
    this.#outcomeShown = true;
    void this.#run?.then((end) => end.showOutcome(message));
  }
}

function purposeOf(requests: readonly SharedRequest[]): CapturePurpose {
  const looks = new Set(requests.map(({ look }) => look));
  if (!looks.has('health_pass')) return 'sign_in';
  return looks.has('face') ? 'sign_in_with_pass' : 'health_pass';
}

function longestSideOf(requests: readonly SharedRequest[]): { longestSide?: number } {
  const sides = requests.flatMap(({ longestSide }) => longestSide ?? []);
  return sides.length > 0 ? { longestSide: Math.max(...sides) } : {};
}

function lastAnswer(members: readonly CaptureParticipant[]): Pick<FrameAnswer, 'guidance'> {
  return { guidance: members.find(({ answer }) => answer.done)?.answer.guidance ?? 'looking_good' };
}

/** The reason for a capture that ended before a check saw enough. */
export const cutShortResult = {
  timed_out: 'timed_out',
  declined: 'declined',
  cannot_move: 'cannot_move',
  camera_failed: 'kiosk_offline',
  kiosk_offline: 'kiosk_offline',
  no_kiosk_here: 'no_kiosk_here',
  camera_stuck: 'camera_stuck',
  camera_changed: 'camera_changed',
  second_camera_missing: 'second_camera_missing',
  kiosk_busy: 'kiosk_busy',
  aborted: 'internal_error',
} as const satisfies Record<Exclude<CaptureEnding, 'done'>, ReviewReason>;
