import type { Logger } from 'pino';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import {
  type OtherInstances,
  type Placement,
  type PlaceOptions,
  storingMs,
} from '../sign-in/instance-placement.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { SignIns } from '../sign-in/sign-ins.ts';
import type { Presence } from './presence.ts';
import type { Offer, SharedWork, Work } from './shared-work.ts';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';

/** Reserved from the asker's deadline, so that the asker reads a stored decision before it stores a review. */
export const handBackMs = 750;

interface Deps {
  work: SharedWork;
  presence: Presence;
  kioskRegistry: Pick<KioskRegistry, 'serving' | 'jobsWithoutScreen'>;
  /** Returns what the desks of other instances show meanwhile. */
  shownOf: (signIn: SignInRequest) => unknown;
  protocol: number;
  log: Logger;
}

/** A sign-in whose checks run here. */
interface LocalRun {
  signIn: SignInRequest;
  moved: AbortController;
}

/**
 * Hands sign-ins to the instance with the lobby screen, and takes those that other instances hand to this one. A
 * sign-in's row names the asker and the runner of its checks. The result is stored like every decision, once for each
 * job. Nothing else lets anyone in.
 */
export class Delegations implements OtherInstances {
  readonly #deps: Deps;
  readonly #here = new Map<string, LocalRun>();
  /** Sign-ins that were handed to this instance, and are not placed yet. Their rows already name it as runner. */
  readonly #fresh = new Set<string>();

  constructor(deps: Deps) {
    this.#deps = deps;
    deps.presence.on('changed', () => this.#screensChanged());
  }

  /** From now on, this instance accepts sign-ins that are handed to it. */
  start(signIns: SignIns): void {
    this.#deps.work.handle('sign_in', { accept: (offer) => this.#accept(offer, signIns) });
  }

  async place(
    signIn: SignInRequest,
    { until, signal, receivedAt }: PlaceOptions,
  ): Promise<Placement> {
    const { jobId } = signIn;
    const { work, presence, protocol, shownOf } = this.#deps;
    this.#here.delete(jobId);
    while (!signal.aborted && performance.now() < until) {
      const runner = this.#runnerOf(signIn);
      if (runner === presence.id && this.#fresh.delete(jobId)) return this.#runHere(signIn);
      const other = presence.other(runner);
      if (other && other.protocol !== protocol) return outdated;
      const isOurs = await work.ask('sign_in', {
        id: jobId,
        runner,
        ...(other && { contents: packSignIn(signIn, receivedAt) }),
        shown: shownOf(signIn),
        leftMs: until - performance.now(),
      });
      if (isOurs && !other) return this.#runHere(signIn);
      const look = (row: Work | undefined) => placementFrom(row, isOurs);
      const became = await work.wait(jobId, { until, signal, look });
      if (became === 'decided') return { at: 'stored' };
      if (became === 'refused') return outdated;
      if (became === 'gone') await presence.refresh();
    }
    return { at: 'nowhere', reason: signal.aborted ? 'stopping' : 'instance_silent' };
  }

  done(jobId: string): void {
    this.#here.delete(jobId);
    this.#fresh.delete(jobId);
    const { work, log } = this.#deps;
    // Any instance that is alive sweeps a row that remains.
    work
      .drop({ id: jobId })
      .catch((error: unknown) =>
        log.warn({ err: error, jobId }, 'answered sign-in still listed as held'),
      );
  }

  #runHere(signIn: SignInRequest): Placement {
    const moved = new AbortController();
    this.#here.set(signIn.jobId, { signIn, moved });
    return { at: 'here', moved: moved.signal };
  }

  /** The instance with the lobby screen; this one while no screen is connected, because it may reconnect. */
  #runnerOf({ locationId, deviceId }: SignInRequest): string {
    const { kioskRegistry, presence } = this.#deps;
    const [best] = kioskRegistry.serving({ locationId, deviceId });
    return (best?.connected && best.instanceId) || presence.id;
  }

  /** Moves sign-ins that wait here for a screen which is now connected to another instance. */
  #screensChanged(): void {
    const { kioskRegistry, presence } = this.#deps;
    for (const jobId of kioskRegistry.jobsWithoutScreen()) {
      const running = this.#here.get(jobId);
      if (running && this.#runnerOf(running.signIn) !== presence.id) running.moved.abort();
    }
  }

  #accept({ id, contents, leftMs }: Offer, signIns: SignIns): boolean {
    const takenAt = performance.now();
    const unpacked = unpackSignIn(contents, id);
    if (!unpacked) return false;
    if (leftMs <= handBackMs) return true;
    this.#fresh.add(id);
    // A wait for this sign-in ends here, because its screen has connected to this instance since.
    if (this.#deps.work.settle(id, 'gone')) return true;
    this.#deps.log.info({ jobId: id }, 'a sign-in was handed over to this instance');
    const deadline = takenAt + leftMs + storingMs - handBackMs;
    const { signIn, elapsedMs, receivedAt } = unpacked;
    void signIns.answerForAnother(signIn, takenAt - elapsedMs, deadline, receivedAt);
    return true;
  }
}

/**
 * Returns the outcome for a sign-in whose checks run at another instance; null while they run. Without a row, or with a
 * decision, the store has the answer. After `gone`, the caller looks for another runner.
 * @param isOurs whether this instance wrote the row and so named the runner; otherwise it watches the asker
 */
function placementFrom(
  row: Work | undefined,
  isOurs: boolean,
): 'decided' | 'refused' | 'gone' | null {
  if (!row || row.isDecided) return 'decided';
  if (row.ending !== null) return isOurs ? 'refused' : null;
  return (isOurs ? row.runnerIsGone : row.askerIsGone) ? 'gone' : null;
}

const outdated = { at: 'nowhere', reason: 'instance_outdated' } as const;

/**
 * Proves only that an instance of this database wrote the request. The asker has checked and limited Envoy's data, and
 * the cipher shows that nobody else wrote it.
 */
const Packed = Type.Object({
  signIn: Type.Object({
    jobId: Type.String({ minLength: 1 }),
    kind: Type.Union([Type.Literal('visitor'), Type.Literal('employee')]),
    claim: Type.Object({}, { additionalProperties: true }),
    answers: Type.Array(Type.Unknown()),
    legalDocs: Type.Array(Type.Unknown()),
    facts: Type.Object({}, { additionalProperties: true }),
    signedInAt: Type.String(),
    arrivedAt: Type.String(),
  }),
  /** Time since the arrival, on the asker's clock. */
  elapsedMs: Type.Number({ minimum: 0, maximum: 120_000 }),
  /** Milliseconds on the asker's clock, by which the asker finds the decision. */
  receivedAt: Type.Optional(Type.Number()),
});
type Packed = Static<typeof Packed>;

function packSignIn(signIn: SignInRequest, receivedAt: Date): object {
  const since = Date.now() - signIn.arrivedAt.getTime();
  // The machine's clock may have been set meanwhile.
  const elapsedMs = Math.min(Math.max(since, 0), 120_000);
  return { signIn, elapsedMs, receivedAt: receivedAt.getTime() };
}

/**
 * Returns null for an unreadable request. Converts times to this machine's clock, and keeps the asker's interval
 * between arrival and signing in.
 */
function unpackSignIn(
  packed: unknown,
  jobId: string,
): { signIn: SignInRequest; elapsedMs: number; receivedAt: Date | undefined } | null {
  if (!Value.Check(Packed, packed) || packed.signIn.jobId !== jobId) return null;
  const { signIn, elapsedMs, receivedAt } = packed as Packed & { signIn: unknown };
  const { arrivedAt, signedInAt } = signIn as { arrivedAt: string; signedInAt: string };
  const before = Date.parse(arrivedAt) - Date.parse(signedInAt);
  if (!Number.isFinite(before)) return null;
  const arrived = Date.now() - elapsedMs;
  return {
    signIn: {
      ...(signIn as unknown as SignInRequest),
      arrivedAt: new Date(arrived),
      signedInAt: new Date(arrived - before),
    },
    elapsedMs,
    receivedAt: receivedAt === undefined ? undefined : new Date(receivedAt),
  };
}
