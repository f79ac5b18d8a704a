import type { Logger } from 'pino';
import { Value } from 'typebox/value';
import { type Clock, systemClock } from '../platform/clock.ts';
import { retry } from '#base/time';
import { review, type Decision } from '../sign-in/decision.ts';
import { noFacts, type SignInRequest } from '../sign-in/sign-in.ts';
import { eventOf, holdsNobody, Id, maxLength, recordOf, textUpTo } from '#envoy';

interface Deps {
  /** Has people told; once of what has the same `about`. Retried until the outbox has it. */
  tell: (decision: Decision, signIn: SignInRequest, about: string) => Promise<void>;
  /** Called at once for each of them; default: nothing is done. */
  onHeld?: (signIn: SignInRequest) => void;
  onDecided: (decision: Decision) => void;
  log: Logger;
  clock?: Pick<Clock, 'now'>;
}

/** By which the doctor's own calls are known: no one waits in the lobby for them. */
export const doctorsEvent = 'vestibule_doctor';

const windowMs = 60 * 60_000;
/** Something that sends nothing else must not drown the front desk, nor fill the disk. */
const toldInWindow = 10;
const remembered = 1000;
const retryMs = { firstMs: 500, maxMs: 30_000 };

/**
 * Sign-ins that Envoy signed and that cannot be read, or that arrived at another address of this service. The route
 * that reads one answers it with a review; this counts it and sends a notification, once for each and a limited
 * number an hour. None is stored: the same job may arrive again in a form that can be read.
 */
export class UnreadSignIns {
  readonly #deps: Deps & { clock: Pick<Clock, 'now'> };
  readonly #known = new Set<string>();
  #window = { from: -Infinity, told: 0 };
  /** Each is retried by itself: one that the database never takes holds up no other. */
  readonly #pending = new Set<Promise<void>>();
  readonly #ending = new AbortController();

  constructor(deps: Deps) {
    this.#deps = { clock: systemClock, ...deps };
  }

  /**
   * Returns at once: Envoy is answered first.
   * @param body undefined when it was too long to be kept, or is no JSON
   * @param fingerprint stands for the body where there is no job id
   */
  note(body: unknown, fingerprint: string): void {
    if (eventOf(body) === doctorsEvent) return;
    const arrivedAt = this.#deps.clock.now();
    const signIn = whatIsKnown(body, arrivedAt);
    const decision = review(signIn.jobId, arrivedAt, 'bad_request');
    this.#deps.onDecided(decision);
    if (holdsNobody(body)) return;
    const about = signIn.jobId ? `unread job:${signIn.jobId}` : `unread body:${fingerprint}`;
    if (this.#mayTell(about)) this.#tell(decision, signIn, about);
  }

  /**
   * Reports a sign-in that arrived at another address: one notification a day for each such address, because it is
   * one mistake in Envoy's settings. Returns at once.
   */
  noteMisdirected(body: unknown, address: string): void {
    const arrivedAt = this.#deps.clock.now();
    const signIn = whatIsKnown(body, arrivedAt);
    const decision = review(signIn.jobId, arrivedAt, 'bad_request');
    this.#deps.onDecided(decision);
    const about = `misdirected ${arrivedAt.toISOString().slice(0, 10)}:${address}`;
    if (this.#known.has(about)) return;
    this.#remember(about);
    this.#tell(decision, signIn, about);
  }

  /** Resolves when all pending notifications are in the outbox, or cannot be put there. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#pending);
  }

  #tell(decision: Decision, signIn: SignInRequest, about: string): void {
    const { tell, onHeld, log } = this.#deps;
    onHeld?.(signIn);
    const onFault = (error: unknown) => {
      const fault = error instanceof Error ? error.name : 'unknown';
      log.error({ fault }, 'notification of an unreadable sign-in failed, retrying');
    };
    const putting = { ...retryMs, onFault, signal: this.#ending.signal };
    const pending = retry(() => tell(decision, signIn, about), putting)
      .catch(() => log.error('notification of an unreadable sign-in lost'))
      .finally(() => this.#pending.delete(pending));
    this.#pending.add(pending);
  }

  #mayTell(about: string): boolean {
    if (this.#known.has(about)) return false;
    const now = this.#deps.clock.now().getTime();
    if (now - this.#window.from >= windowMs) this.#window = { from: now, told: 0 };
    if (this.#window.told >= toldInWindow) {
      if (this.#window.told === toldInWindow) {
        this.#window.told++;
        this.#deps.log.error(
          { told: toldInWindow },
          'MANY SIGN-INS CANNOT BE READ: no further notifications for the rest of this hour',
        );
      }
      return false;
    }
    this.#window.told++;
    this.#remember(about);
    return true;
  }

  #remember(about: string): void {
    this.#known.add(about);
    const [oldest] = this.#known;
    if (oldest !== undefined && this.#known.size > remembered) this.#known.delete(oldest);
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
