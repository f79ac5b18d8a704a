import type { Logger } from 'pino';
import type { ContentsCipher } from '../keys/message-cipher.ts';
import type { Hub } from '../kiosk/hub.ts';
import type { OtherInstances, Placement, PlaceOptions } from '../sign-in/other-instances.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import { storingMs } from '../sign-in/sign-in-life.ts';
import type { SignIns } from '../sign-in/sign-ins.ts';
import type { Db } from '../store/schema.ts';
import {
  claimJob,
  endJob,
  refuseJob,
  takeJobs,
  type OfferedJob,
} from '../store/tables/held-jobs.ts';
import { AtATime } from './at-a-time.ts';
import { handOverProtocol, type Presence } from './presence.ts';
import type { RowNotices } from './row-notices.ts';
import { openSignIn, sealSignIn } from './sealed-sign-in.ts';
import { AwaitedJobs } from './awaited-jobs.ts';

/** What a lost notice costs of a sign-in that is waited for; of one that is handed over, a beat. */
const pollEveryMs = 250;
/** Of the receiver's deadline, so that a decision is stored and read before it stores a review. */
const handBackMs = 750;

interface Deps {
  db: Db;
  presence: Presence;
  notices: RowNotices;
  cipher: ContentsCipher;
  hub: Pick<Hub, 'serving' | 'jobsWithoutScreen'>;
  /** What the desks of other instances show meanwhile, encrypted. */
  shownOf: (signIn: SignInRequest) => Buffer;
  protocol?: number;
  log: Logger;
}

/** A sign-in whose checks run here. */
interface RunningHere {
  signIn: SignInRequest;
  moved: AbortController;
}

/**
 * Hands sign-ins to the instance that holds the lobby screen, and takes those that others hand to this
 * one. The row of a sign-in says who was asked and who runs the checks; what they come to is stored as
 * every decision is, once for each job, and nothing else lets anybody in.
 */
export class HandOvers implements OtherInstances {
  readonly #deps: Deps & { protocol: number };
  readonly #awaited: AwaitedJobs;
  readonly #taking: AtATime;
  readonly #here = new Map<string, RunningHere>();
  /** Handed to this instance, and not looked at yet: its row says so already. */
  readonly #fresh = new Set<string>();
  #signIns: SignIns | undefined;
  #poll: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(deps: Deps) {
    this.#deps = { protocol: handOverProtocol, ...deps };
    const { db, notices, presence, log } = this.#deps;
    this.#awaited = new AwaitedJobs(db);
    this.#taking = new AtATime(
      () => this.#take(),
      (error) => {
        if (!this.#isStopped)
          log.error({ err: error }, 'sign-ins of other instances cannot be read');
      },
    );
    notices.on('held_offers', (id) => {
      if (id === null || id === presence.id) this.#taking.ask();
    });
    notices.on('held_jobs', (id) => this.#awaited.look(id));
    notices.on('sign_ins', (id) => this.#awaited.decided(id));
    presence.on('changed', () => this.#screensChanged());
    presence.on('beat', ({ hasOffers }) => {
      if (hasOffers) this.#taking.ask();
    });
  }

  /** From now on, what is handed to this instance is looked at. */
  start(signIns: SignIns): void {
    this.#signIns = signIns;
    this.#taking.ask();
    this.#pollLater();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#poll);
    await this.#taking.settled();
  }

  async place(signIn: SignInRequest, { until, signal }: PlaceOptions): Promise<Placement> {
    const { jobId } = signIn;
    const { db, presence, protocol, cipher, shownOf } = this.#deps;
    this.#here.delete(jobId);
    while (!signal.aborted && performance.now() < until) {
      const runner = this.#runnerOf(signIn);
      if (runner === presence.id && this.#fresh.delete(jobId)) return this.#runHere(signIn);
      const other = presence.other(runner);
      if (other && other.protocol !== protocol) return outdated;
      const isOurs = await claimJob(db, {
        jobId,
        instance: presence.id,
        runner,
        protocol,
        contents: other && sealSignIn(signIn, cipher),
        shown: shownOf(signIn),
        leftMs: until - performance.now(),
      });
      if (isOurs && !other) return this.#runHere(signIn);
      const became = await this.#awaited.wait(jobId, { until, signal, isOurs });
      if (became === 'decided') return { at: 'stored' };
      if (became === 'refused') return outdated;
      if (became === 'gone') await presence.refresh();
    }
    return { at: 'nowhere', reason: signal.aborted ? 'stopping' : 'instance_silent' };
  }

  done(jobId: string): void {
    this.#here.delete(jobId);
    this.#fresh.delete(jobId);
    const { db, presence, log } = this.#deps;
    // What stays is swept by whichever instance is alive.
    endJob(db, jobId, presence.id).catch((error: unknown) =>
      log.warn({ err: error, jobId }, 'a sign-in that is answered is still said to be held'),
    );
  }

  #runHere(signIn: SignInRequest): Placement {
    const moved = new AbortController();
    this.#here.set(signIn.jobId, { signIn, moved });
    return { at: 'here', moved: moved.signal };
  }

  /** The instance with the lobby screen; this one where none is connected, for it may come back. */
  #runnerOf({ locationId, deviceId, kiosks }: SignInRequest): string {
    const { hub, presence } = this.#deps;
    const [best] = hub.serving({ locationId, deviceId, kiosks });
    return (best?.connected && best.instanceId) || presence.id;
  }

  /** Sign-ins whose screen was waited for here, and is connected elsewhere now, are begun there. */
  #screensChanged(): void {
    const { hub, presence } = this.#deps;
    for (const jobId of hub.jobsWithoutScreen()) {
      const running = this.#here.get(jobId);
      if (running && this.#runnerOf(running.signIn) !== presence.id) running.moved.abort();
    }
  }

  #pollLater(): void {
    if (this.#isStopped) return;
    this.#poll = setTimeout(() => {
      this.#awaited.look(null);
      this.#pollLater();
    }, pollEveryMs);
  }

  async #take(): Promise<void> {
    if (!this.#signIns || this.#isStopped) return;
    const { db, presence } = this.#deps;
    for (const offered of await takeJobs(db, presence.id)) {
      if (offered.leftMs > handBackMs) await this.#accept(offered, this.#signIns);
    }
  }

  async #accept(
    { jobId, protocol, contents, leftMs }: OfferedJob,
    signIns: SignIns,
  ): Promise<void> {
    const { db, presence, cipher, log } = this.#deps;
    const takenAt = performance.now();
    const isKnown = protocol === this.#deps.protocol;
    const opened = isKnown && (await openSignIn(contents, jobId, cipher).catch(() => null));
    if (!opened) {
      log.error({ jobId, protocol }, 'a sign-in of another instance cannot be read here');
      return refuseJob(db, jobId, presence.id, isKnown ? 'unreadable' : 'unknown_protocol');
    }
    const { signIn, elapsedMs } = opened;
    this.#fresh.add(jobId);
    // It was handed on from here, or this instance was asked for it: the screen has come here since.
    if (this.#awaited.giveBack(jobId)) return undefined;
    log.info({ jobId }, 'a sign-in was handed over to this instance');
    const deadline = takenAt + leftMs + storingMs - handBackMs;
    return void signIns.answerForAnother(signIn, takenAt - elapsedMs, deadline);
  }
}

const outdated = { at: 'nowhere', reason: 'instance_outdated' } as const;
