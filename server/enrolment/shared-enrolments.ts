import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { AtATime } from '../instances/at-a-time.ts';
import type { Presence } from '../instances/presence.ts';
import type { RowNotices } from '../instances/row-notices.ts';
import type { ContentsCipher } from '../keys/message-cipher.ts';
import type { Hub } from '../kiosk/hub.ts';
import type { EnrolmentEnding } from '../store/instance-schema.ts';
import type { Db } from '../store/schema.ts';
import {
  askEnrolment,
  endEnrolment,
  listEnrolments,
  sweepEnrolments,
  takeEnrolments,
  type StoredEnrolment,
} from '../store/tables/screen-enrolments.ts';
import { SharedTurn, type Cause, type Turn } from './enrolment-turn.ts';

interface Deps {
  db: Db;
  notices: RowNotices;
  presence: Presence;
  cipher: ContentsCipher;
  hub: Pick<Hub, 'status'>;
  log: Logger;
}

/** Who asked: they are shown different things, and run by different parts of the service. */
export type AskedBy = 'desk' | 'command';

export interface NewEnrolment {
  id: string;
  askedBy: AskedBy;
  screen: { id: string; instanceId?: string };
  /** The held sign-in from whose card it is offered. */
  jobId: string | null;
  /** Of somebody enrolled. */
  personId: string | null;
  /** What is asked and by whom, as JSON. */
  contents: unknown;
  /** What the other instances show of it at first. */
  shown: unknown;
}

/** An enrolment as its row says. */
export interface SeenEnrolment {
  id: string;
  jobId: string | null;
  /** Undefined when it cannot be read here. */
  shown: unknown;
  /** Null while it is under way. */
  ending: EnrolmentEnding | null;
  runnerIsGone: boolean;
}

/** @returns false when what was asked cannot be read */
type Runner = (contents: unknown, turn: Turn) => Promise<boolean>;

const stopWithinMs = 1000;

/**
 * Enrolments at lobby screens, over all instances: asked for at any, run by the one that the screen is
 * connected to, seen and stopped at all. Each has a row, and of all that happens to it the first thing
 * that ends the row counts; in the transaction that stores a person the row must not have ended.
 */
export class SharedEnrolments extends EventEmitter<{ changed: [] }> {
  readonly #deps: Deps;
  readonly #runners = new Map<AskedBy, Runner>();
  readonly #turns = new Map<string, SharedTurn>();
  readonly #reading: AtATime;
  #seen: SeenEnrolment[] = [];
  #before = '';
  #isStopped = false;

  constructor(deps: Deps) {
    super();
    this.setMaxListeners(0);
    this.#deps = deps;
    this.#reading = new AtATime(
      () => this.#read(),
      (err) => deps.log.warn({ err }, 'the enrolments at lobby screens cannot be read'),
    );
    const { notices, presence } = deps;
    notices.on('screen_enrolments', () => this.#reading.ask());
    presence.on('changed', () => this.#reading.ask());
    presence.on('beat', () => {
      for (const turn of this.#turns.values()) turn.retry();
      if (this.#turns.size > 0 || this.#seen.length > 0) this.#reading.ask();
    });
    presence.on('look', () => this.#reading.ask());
  }

  /** From now on, what is asked of this instance is run by that. */
  runBy(askedBy: AskedBy, runner: Runner): void {
    this.#runners.set(askedBy, runner);
    this.#reading.ask();
  }

  /** Ends what runs here, and says so at the other instances. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const turn of this.#turns.values()) turn.abort('stopping');
    const over = Promise.all([...this.#turns.values()].map(({ isOver }) => isOver));
    await Promise.race([over, new Promise((resolve) => setTimeout(resolve, stopWithinMs).unref())]);
    await this.#reading.settled();
  }

  /** The latest first, those that ended in the last minutes too. */
  get all(): readonly SeenEnrolment[] {
    return this.#seen;
  }

  /** Resolves when the rows were read anew. */
  async refresh(): Promise<void> {
    this.#reading.ask();
    await this.#reading.settled();
  }

  /**
   * @returns `taken` when one is under way at that screen or from that card; `elsewhere` when another
   *   instance runs it; else the turn, with which it is run here
   * @throws what the store throws
   */
  async ask(asked: NewEnrolment): Promise<Turn | 'elsewhere' | 'taken'> {
    const { db, presence, cipher } = this.#deps;
    const { id, askedBy, screen, contents, shown, ...about } = asked;
    const runner = screen.instanceId ?? presence.id;
    const turn = runner === presence.id ? this.#newTurn(id, screen.id, askedBy, shown) : null;
    try {
      const isAsked = await askEnrolment(db, {
        ...about,
        id,
        kioskId: screen.id,
        asker: presence.id,
        runner,
        contents: turn ? null : cipher.seal({ askedBy, contents }, `enrolment:${id}`),
        shown: cipher.seal(shown, shownFor(id)),
      });
      if (isAsked && turn) turn.isThere = true;
      else this.#turns.delete(id);
      this.#reading.ask();
      return isAsked ? (turn ?? 'elsewhere') : 'taken';
    } catch (error) {
      this.#turns.delete(id);
      throw error;
    }
  }

  /** Returns false when it is over, or there is none: else nothing of it is stored, whoever runs it. */
  async end(id: string): Promise<boolean> {
    const isEnded = await endEnrolment(this.#deps.db, id, 'stopped');
    if (isEnded) this.#turns.get(id)?.abort('stopped');
    this.#reading.ask();
    return isEnded;
  }

  #newTurn(id: string, kioskId: string, askedBy: AskedBy, shown: unknown): SharedTurn {
    const { db, presence, cipher, log } = this.#deps;
    const seal = (contents: unknown) => cipher.seal(contents, shownFor(id));
    const isKeptFor = askedBy === 'command' ? 'asker' : 'anybody';
    const turn = new SharedTurn({ db, id, runner: presence.id, kioskId, isKeptFor, seal, log });
    turn.latest = shown;
    this.#turns.set(id, turn);
    void turn.isOver.then(() => this.#turns.delete(id));
    return turn;
  }

  async #read(): Promise<void> {
    if (this.#isStopped) return;
    const { db, presence } = this.#deps;
    const known = new Set([...this.#turns.values()].filter((turn) => turn.isThere));
    const rows = await listEnrolments(db);
    // Of what it changes there is a notice.
    if (rows.length > 0) await sweepEnrolments(db);
    const rowOf = new Map(rows.map((row) => [row.id, row]));
    for (const turn of known) {
      const cause = this.#causeToEnd(turn, rowOf.get(turn.id));
      if (cause) turn.abort(cause);
    }
    for (const { id, runner, isTaken, ending } of rows) {
      // It ended here, and could not be said.
      const isForgotten = runner === presence.id && isTaken && !ending && !this.#turns.has(id);
      if (isForgotten) await endEnrolment(db, id, 'lost');
    }
    await this.#show(rows);
    const isAsked = rows.some((row) => row.runner === presence.id && !row.isTaken && !row.ending);
    if (isAsked && this.#runners.size > 0) await this.#take();
  }

  #causeToEnd(turn: SharedTurn, row: StoredEnrolment | undefined): Cause | null {
    if (!row) return 'lost';
    if (row.ending === 'stopped') return 'stopped';
    if (row.ending === 'lost') return 'lost';
    if (turn.isKeptFor === 'asker' && row.askerIsGone) return 'stopped';
    const screen = this.#deps.hub.status().find(({ id }) => id === turn.kioskId);
    return screen?.instanceId === undefined ? null : 'moved';
  }

  async #show(rows: readonly StoredEnrolment[]): Promise<void> {
    const { cipher } = this.#deps;
    const open = () => rows.map(({ id, shown }) => cipher.open(shown, shownFor(id)));
    let opened = open();
    if (opened.includes(undefined)) {
      await cipher.readKey();
      opened = open();
    }
    this.#seen = rows.map(({ id, jobId, ending, runnerIsGone }, i) => {
      return { id, jobId, shown: opened[i], ending, runnerIsGone };
    });
    const now = JSON.stringify(this.#seen);
    if (now === this.#before) return;
    this.#before = now;
    this.emit('changed');
  }

  async #take(): Promise<void> {
    const { db, presence, log } = this.#deps;
    for (const { id, kioskId, contents } of await takeEnrolments(db, presence.id)) {
      const opened = await this.#open(contents, id);
      const { askedBy } = opened;
      const runner = askedBy && this.#runners.get(askedBy);
      if (!runner) {
        log.error({ enrolment: id }, 'an enrolment that another instance asks for cannot be read');
        await endEnrolment(db, id, 'unreadable');
        continue;
      }
      const seen = this.#seen.find((one) => one.id === id);
      const turn = this.#newTurn(id, kioskId, askedBy, seen?.shown);
      turn.isThere = true;
      log.info({ enrolment: id, askedBy }, 'an enrolment was handed over to this instance');
      void this.#run(turn, runner, opened.contents);
    }
  }

  async #run(turn: SharedTurn, runner: Runner, contents: unknown): Promise<void> {
    const { db, log } = this.#deps;
    try {
      if (await runner(contents, turn)) return;
      log.error({ enrolment: turn.id }, 'an enrolment that another instance asks for is unknown');
      await endEnrolment(db, turn.id, 'unreadable');
    } catch (err) {
      log.error({ err, enrolment: turn.id }, 'an enrolment for another instance failed');
    }
    turn.leave();
  }

  async #open(contents: Buffer, id: string): Promise<{ askedBy?: AskedBy; contents?: unknown }> {
    const { cipher } = this.#deps;
    let opened = cipher.open(contents, `enrolment:${id}`);
    if (opened === undefined) {
      // The key may have been rotated since it was read here.
      await cipher.readKey();
      opened = cipher.open(contents, `enrolment:${id}`);
    }
    return typeof opened === 'object' && opened !== null ? opened : {};
  }
}

function shownFor(id: string): string {
  return `enrolment shown:${id}`;
}
