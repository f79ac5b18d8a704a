import type { Logger } from 'pino';
import { Value } from 'typebox/value';
import { type Clock, systemClock } from '../platform/clock.ts';
import { retry } from '#base/time';
import { review, type Decision } from '../sign-in/decision.ts';
import { noFacts, type SignInRequest } from '../sign-in/sign-in.ts';
import { eventOf, holdsNobody, Id, maxLength, recordOf, textUpTo } from '#envoy';

interface Deps {
  /** Notifies people; once of what has the same `about`. Retried until the outbox has it. */
  tell: (decision: Decision, signIn: SignInRequest, about: string) => Promise<void>;
  /** Called at once for each of them; default: nothing is done. */
  onHeld?: (signIn: SignInRequest) => void;
  onDecided: (decision: Decision) => void;
  log: Logger;
  clock?: Pick<Clock, 'now'>;
}

/** By which the doctor's own calls are known: no one waits in the lobby for them. */
export const doctorsEvent = 'vestibule_doctor';

const retryMs = { firstMs: 500, maxMs: 30_000 };

/**
 * Sign-ins that Envoy signed and that cannot be read, or that arrived at another address of this service. The route
 * that reads one answers it with a review; this counts it, and logs and sends one notification an hour, so that a
 * sender of nothing else drowns nobody. None is stored: the same job may arrive again in a form that can be read.
 */
export class UnreadSignIns {
  readonly #deps: Deps & { clock: Pick<Clock, 'now'> };
  /** The latest hour of which people were notified. */
  #notifiedHour = '';
  #pending: Promise<void> = Promise.resolve();
  readonly #ending = new AbortController();

  constructor(deps: Deps) {
    this.#deps = { clock: systemClock, ...deps };
  }

  /**
   * Returns at once: Envoy is answered first.
   * @param body undefined when it was too long to be kept, or is no JSON
   */
  note(body: unknown): void {
    if (eventOf(body) === doctorsEvent) return;
    const { clock, onHeld, onDecided } = this.#deps;
    const arrivedAt = clock.now();
    const signIn = whatIsKnown(body, arrivedAt);
    const decision = review(signIn.jobId, arrivedAt, 'bad_request');
    onDecided(decision);
    if (holdsNobody(body)) return;
    onHeld?.(signIn);
    const hour = arrivedAt.toISOString().slice(0, 13);
    if (hour === this.#notifiedHour) return;
    this.#notifiedHour = hour;
    const notified = this.#tell(decision, signIn, `unread ${hour}`);
    this.#pending = Promise.all([this.#pending, notified]).then(() => {});
  }

  /** Resolves when all pending notifications are in the outbox, or cannot be put there. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#pending;
  }

  async #tell(decision: Decision, signIn: SignInRequest, about: string): Promise<void> {
    const { tell, log } = this.#deps;
    const { jobId } = signIn;
    log.error({ jobId }, 'SIGN-IN UNREADABLE, held; further ones this hour are not logged');
    const onFault = (error: unknown) => {
      const fault = error instanceof Error ? error.name : 'unknown';
      log.error({ fault }, 'notification of an unreadable sign-in failed, retrying');
    };
    const putting = { ...retryMs, onFault, signal: this.#ending.signal };
    await retry(() => tell(decision, signIn, about), putting).catch(() =>
      log.error('notification of an unreadable sign-in lost'),
    );
  }
}

/** The place, as far as it can be read, so that someone can go there. Nothing of the visitor. */
function whatIsKnown(body: unknown, arrivedAt: Date): SignInRequest {
  const { meta, payload } = recordOf(body);
  const { job, install_id, location } = recordOf(meta);
  const { id: locationId, attributes } = recordOf(location);
  const place = recordOf(attributes);
  return {
    // No job of Envoy's has an empty id.
    jobId: readId(recordOf(job)['id']) ?? '',
    entryId: readId(recordOf(payload)['id']),
    installId: readId(install_id),
    kind: 'visitor',
    claim: { name: null, email: null, employeeId: null },
    phone: null,
    hostName: null,
    hostEmail: null,
    locationId: readId(locationId),
    locationName: textUpTo(maxLength.name, place['name']),
    timezone: textUpTo(maxLength.word, place['timezone']),
    deviceId: null,
    flowId: null,
    flowName: null,
    inviteId: null,
    answers: [],
    legalDocs: [],
    facts: noFacts,
    language: null,
    rule: null,
    signedInAt: arrivedAt,
    arrivedAt,
  };
}

function readId(value: unknown): string | null {
  return Value.Check(Id, value) ? String(value) : null;
}
