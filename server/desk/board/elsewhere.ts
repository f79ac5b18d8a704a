import type { Logger } from 'pino';
import { Value } from 'typebox/value';
import { AtATime } from '../../instances/at-a-time.ts';
import { Paced } from '../../instances/paced.ts';
import type { Presence } from '../../instances/presence.ts';
import type { RowNotices } from '../../instances/row-notices.ts';
import type { ContentsCipher } from '../../keys/message-cipher.ts';
import { Ringing, type Underway } from '../../protocol/desk-messages.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import type { Db } from '../../store/schema.ts';
import {
  answerPress,
  closeRing,
  outcomeOfPress,
  pressesFor,
  pressRing,
  putRing,
  ringsElsewhere,
  type Press,
} from '../../store/tables/desk-rings.ts';
import { jobsElsewhere, showJobs } from '../../store/tables/held-jobs.ts';
import type { Asking, PressOutcome, Presser, RingsElsewhere } from './asking.ts';
import type { DeskBoard } from './board.ts';
import { readGuidance, readShown, shownOf } from './card.ts';

interface Deps {
  db: Db;
  notices: RowNotices;
  presence: Presence;
  cipher: ContentsCipher;
  board: DeskBoard;
  asking: Asking;
  log: Logger;
}

const outcomes: ReadonlySet<string> = new Set<PressOutcome>([
  'let_in',
  'held',
  'too_late',
  'was_let_in',
  'not_allowed',
  'not_stored',
]);
/** What a lost notice costs of a press. */
const lookAgainMs = 250;
/** What a camera is short of may change with every frame. */
const guideEveryMs = 1000;

/**
 * The desks of all instances show the same: cards by their rows, and by rows of their own what is
 * looked at and what rings. A press goes to the instance that asks, which alone lets somebody in.
 */
export class DeskElsewhere implements RingsElsewhere {
  readonly #deps: Deps;
  readonly #reading: AtATime;
  readonly #answering: AtATime;
  /** Since when this instance knows of what others look at. */
  readonly #since = new Map<string, string>();
  /** What rings here, once the others were told. */
  readonly #own = new Map<string, Promise<void>>();
  #pressed: (() => void)[] = [];
  /** What cameras here are short of, and the others were not told. */
  readonly #guided = new Map<string, Underway>();
  readonly #guiding: Paced;

  constructor(deps: Deps) {
    this.#deps = deps;
    const failed = (err: unknown) =>
      deps.log.warn({ err }, 'the desk cannot be shown what other instances hold');
    this.#reading = new AtATime(() => this.#read(), failed);
    this.#answering = new AtATime(() => this.#answerPresses(), failed);
    this.#guiding = new Paced(guideEveryMs, () => this.#tellGuidance(), failed);
  }

  start(): void {
    const { notices, presence, board, asking } = this.#deps;
    asking.elsewhere = this;
    notices.on('desk_cards', (jobId) => board.changedElsewhere(jobId));
    notices.on('held_jobs', () => this.#reading.ask());
    notices.on('held_shown', () => this.#reading.ask());
    board.on('guided', (underway) => {
      this.#guided.set(underway.jobId, underway);
      this.#guiding.ask();
    });
    notices.on('desk_rings', () => {
      this.#reading.ask();
      this.#answering.ask();
      this.#pressed.splice(0).forEach((look) => look());
    });
    presence.on('changed', () => this.#reading.ask());
    presence.on('look', () => this.#reading.ask());
    presence.on('beat', () => {
      // What others show of it may end without a word.
      if (this.#since.size > 0) this.#reading.ask();
      if (this.#own.size > 0) this.#answering.ask();
    });
    this.#reading.ask();
  }

  async stop(): Promise<void> {
    await this.#guiding.stop();
    await this.#reading.settled();
    await this.#answering.settled();
  }

  /** What the desks of other instances show of a sign-in that is looked at, encrypted. */
  shownOf(signIn: SignInRequest): Buffer {
    return this.#deps.cipher.seal(shownOf(signIn), `underway:${signIn.jobId}`);
  }

  get pages(): number {
    return this.#deps.presence.deskPages;
  }

  notePages(pages: number): void {
    this.#deps.presence.noteDeskPages(pages);
  }

  rung(ringing: Ringing, leftMs: number): void {
    const { db, presence, cipher, log } = this.#deps;
    const { jobId } = ringing;
    const contents = cipher.seal(ringing, `ringing:${jobId}`);
    const told = putRing(db, { jobId, instance: presence.id, contents, leftMs });
    this.#own.set(
      jobId,
      told.catch((err: unknown) =>
        log.error({ err, jobId }, 'the desks of other instances cannot be rung'),
      ),
    );
  }

  over(jobId: string): void {
    const { db, presence, log } = this.#deps;
    const told = this.#own.get(jobId) ?? Promise.resolve();
    this.#own.delete(jobId);
    told
      .then(() => closeRing(db, jobId, presence.id))
      .catch((err: unknown) =>
        log.warn({ err, jobId }, 'the desks of other instances ring for longer'),
      );
  }

  /** Has the instance that asks decide. Anything but its word for it is no approval. */
  async press(
    jobId: string,
    press: Press,
    presser: Presser,
    leftMs: number,
  ): Promise<PressOutcome> {
    const { db, log } = this.#deps;
    const { accountId, sessionId } = presser;
    const until = performance.now() + leftMs + 2000;
    try {
      if (!(await pressRing(db, { jobId, press, accountId, sessionId }))) return 'too_late';
      while (performance.now() < until) {
        const outcome = await outcomeOfPress(db, jobId, sessionId);
        if (outcome === undefined) return 'too_late';
        if (outcome !== null)
          return outcomes.has(outcome) ? (outcome as PressOutcome) : 'not_stored';
        await this.#nextNews();
      }
    } catch (err) {
      log.error({ err, jobId }, 'a press cannot be brought to the instance that asks');
    }
    return 'not_stored';
  }

  #nextNews(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, lookAgainMs);
      this.#pressed.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  async #answerPresses(): Promise<void> {
    const { db, presence, asking } = this.#deps;
    for (const { jobId, press, ...presser } of await pressesFor(db, presence.id)) {
      const outcome = await (press === 'let_in'
        ? asking.letIn(jobId, presser)
        : asking.hold(jobId, presser));
      await answerPress(db, jobId, outcome);
    }
  }

  /** All that changed within the second, in one statement; nothing where there is nobody to tell. */
  async #tellGuidance(): Promise<void> {
    const { db, presence, cipher } = this.#deps;
    const guided = [...this.#guided.values()];
    this.#guided.clear();
    if (presence.others.length === 0) return;
    const shown = guided.map(({ jobId, visitor, host, location, guidance }) => ({
      id: jobId,
      bytes: cipher.seal({ visitor, host, location, guidance }, `underway:${jobId}`),
    }));
    await showJobs(db, presence.id, shown);
  }

  async #read(): Promise<void> {
    const { db, presence, cipher, board, asking } = this.#deps;
    if (presence.others.length === 0) {
      board.showElsewhere([]);
      return asking.ringElsewhere([]);
    }
    const jobs = await jobsElsewhere(db, presence.id);
    const ids = new Set(jobs.map(({ jobId }) => jobId));
    for (const jobId of this.#since.keys()) if (!ids.has(jobId)) this.#since.delete(jobId);
    board.showElsewhere(
      jobs.map(({ jobId, shown }): Underway => {
        const since = this.#since.get(jobId) ?? new Date().toISOString();
        this.#since.set(jobId, since);
        const opened = cipher.open(shown, `underway:${jobId}`);
        return { jobId, ...readShown(opened), since, guidance: readGuidance(opened) };
      }),
    );
    const rings = await ringsElsewhere(db, presence.id);
    const now = Date.now();
    asking.ringElsewhere(
      rings.flatMap(({ jobId, contents, leftMs }) => {
        const ringing = cipher.open(contents, `ringing:${jobId}`);
        if (!Value.Check(Ringing, ringing)) return [];
        // On the clock of this machine, which its pages are told.
        const until = new Date(now + leftMs).toISOString();
        return [{ ringing: { ...ringing, jobId, until }, endsAt: performance.now() + leftMs }];
      }),
    );
  }
}
