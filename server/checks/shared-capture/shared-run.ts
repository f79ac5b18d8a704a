import type { CaptureEnd, FrameAnswer, Kiosks } from '../../kiosk/capture.ts';
import type { CapturePurpose, OutcomeMessage } from '../../kiosk/messages.ts';
import type { Seat, SharedRequest } from '../shared-capture.ts';
import { Member } from './member.ts';

/** Whose guidance is shown first: a face is told how to stand before it is told what to show. */
const order = ['face', 'health_pass'] as const satisfies SharedRequest['look'][];

/** The one capture of a sign-in: waits for who wants to look, asks the kiosk once, gives each every frame. */
export class SharedRun {
  readonly #kiosks: Kiosks;
  readonly #onGathered: () => void;
  readonly #members: Member[] = [];
  readonly #nobodyLooks = new AbortController();
  #undecided = 0;
  #gathered = false;
  #run: Promise<CaptureEnd> | undefined;
  #outcomeShown = false;

  /** @param onGathered told once, when no more seats may be taken. */
  constructor(kiosks: Kiosks, onGathered: () => void) {
    this.#kiosks = kiosks;
    this.#onGathered = onGathered;
  }

  seat(): Seat {
    this.#undecided++;
    let decided = false;
    const decide = () => {
      if (decided) return;
      decided = true;
      this.#undecided--;
      // Not at once: checks of the same sign-in that start after this one take their seats first.
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

  #join(request: SharedRequest): Member {
    const member = new Member(
      request,
      (message) => this.#showOutcome(message),
      () => this.#left(),
    );
    this.#members.push(member);
    this.#members.sort((a, b) => order.indexOf(a.request.look) - order.indexOf(b.request.look));
    return member;
  }

  #left(): void {
    if (this.#gathered && this.#looking().length === 0) this.#nobodyLooks.abort();
  }

  #begin(): void {
    if (this.#undecided > 0 || this.#gathered) return;
    this.#gathered = true;
    this.#onGathered();
    const looking = this.#looking();
    const [first] = looking;
    if (!first) return;
    for (const member of looking) member.begin();
    const requests = looking.map(({ request }) => request);
    this.#run = this.#kiosks.capture({
      locationId: first.request.locationId,
      deviceId: first.request.deviceId,
      kiosks: first.request.kiosks ?? null,
      purpose: purposeOf(requests),
      visitor: requests.find(({ visitor }) => visitor !== null)?.visitor ?? null,
      ...longestSideOf(requests),
      deadline: Math.min(...requests.map(({ deadline }) => deadline)),
      signal: this.#nobodyLooks.signal,
      onFrame: (jpeg, attemptId) => this.#look(jpeg, attemptId),
    });
    void this.#run.then(({ ending }) => {
      for (const member of this.#members) member.end(ending);
    });
  }

  /** One that cannot look at a frame does not keep it from the others. */
  async #look(jpeg: Uint8Array, attemptId: string): Promise<FrameAnswer> {
    const looks = this.#looking().map((member) => member.look(jpeg, attemptId));
    const fault = (await Promise.allSettled(looks)).find(({ status }) => status === 'rejected');
    const [first] = this.#looking();
    if (!first) return { ...lastAnswer(this.#members), progress: 1, done: true };
    if (fault?.status === 'rejected') throw fault.reason;
    const progress = this.#members.map(({ isLooking, answer }) =>
      isLooking ? answer.progress : 1,
    );
    const sum = progress.reduce((total, part) => total + part, 0);
    return { guidance: first.answer.guidance, progress: sum / progress.length, done: false };
  }

  #looking(): Member[] {
    return this.#members.filter(({ isLooking }) => isLooking);
  }

  /** Each check says it, the screen once; all say the same, for the verdict is one. */
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

function lastAnswer(members: readonly Member[]): Pick<FrameAnswer, 'guidance'> {
  return { guidance: members.find(({ answer }) => answer.done)?.answer.guidance ?? 'looking_good' };
}
