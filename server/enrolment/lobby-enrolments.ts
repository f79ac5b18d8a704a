import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { Value } from 'typebox/value';
import type { EnrollableDocuments } from '../documents/enrollable-documents.ts';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import { RefusalError } from '../platform/operator-error.ts';
import { printable } from '#base/text';
import { LobbyEnrolment } from '../protocol/desk-enrolment-messages.ts';
import { endedMs } from '../store/tables/shared-work.ts';
import { endedState, endingReason } from './enrolment-end.ts';
import type { EnrolmentLease } from './enrolment-lease.ts';
import type { DelegatedEnrolment, EnrolmentOrder } from './enrolment-order.ts';
import { documentGone, runEnrolment, type RunDeps } from './enrolment-run.ts';
import type { SeenEnrolment, SharedEnrolments } from './shared-enrolments.ts';

export interface LobbyEnrolmentsDeps extends RunDeps {
  kioskRegistry: KioskRegistry;
  enrollable: EnrollableDocuments;
  shared: SharedEnrolments;
}

const most = 20;

const isOver = ({ step }: LobbyEnrolment) => step === 'enrolled' || step === 'ended';

/** An enrolment was not begun. The message says what to do next. */
class NotBegunError extends RefusalError {
  readonly statusCode: number;

  constructor(statusCode: number, code: string, message: string, values = {}) {
    super(code, message, values);
    this.statusCode = statusCode;
  }
}

/**
 * Enrolments at lobby screens that the desk ordered, with each step. Those that run here are in memory.
 * Those with rows are shared, so that each instance shows all.
 */
export class LobbyEnrolments extends EventEmitter<{ changed: [] }> {
  readonly #deps: LobbyEnrolmentsDeps;
  /** The enrolments that run here. */
  readonly #running = new Map<string, LobbyEnrolment>();
  readonly #forgetting = new Set<NodeJS.Timeout>();
  /** Ids of rows that ended an offer to enrol from a document. */
  #settled = new Set<string>();

  constructor(deps: LobbyEnrolmentsDeps) {
    super();
    this.#deps = deps;
    // Each open page adds a listener.
    this.setMaxListeners(0);
    deps.shared.on('changed', () => {
      this.#forgetDocuments(deps.shared.all.flatMap(listShown));
      this.emit('changed');
    });
    deps.shared.runBy((begun) => this.#begin(begun));
  }

  /** The latest first. */
  get all(): LobbyEnrolment[] {
    const own = [...this.#running.values()].reverse();
    const rows = this.#deps.shared.all.flatMap(
      (row) => this.#running.get(row.id) ?? listShown(row),
    );
    const ids = new Set(rows.map(({ id }) => id));
    return [...own.filter(({ id }) => !ids.has(id)), ...rows];
  }

  /** @throws {NotBegunError} when the screen is unknown, not connected, or busy with another enrolment */
  async start(order: EnrolmentOrder): Promise<LobbyEnrolment> {
    const { kioskRegistry, shared } = this.#deps;
    const { jobId, screenId, who, confirmed } = order;
    const screen = kioskRegistry.status().find(({ id }) => id === screenId);
    if (!screen) throw new NotBegunError(404, 'no_such_screen', noSuchScreen);
    if (!screen.connected) {
      const away = printable`The screen "${screen.name}" is not connected. Look whether it is on, or choose another one.`;
      throw new NotBegunError(409, 'screen_away', away, { screen: screen.name });
    }
    const { instanceId } = screen;
    // Only this instance has the document. An earlier version at the other one would enrol without it.
    if (order.fromDocument && instanceId !== undefined)
      throw new NotBegunError(409, 'document_gone', documentGone);
    if (this.all.filter((shown) => !isOver(shown)).length >= most) {
      throw new NotBegunError(429, 'too_many_under_way', 'Too many enrolments are under way.');
    }
    const shown: LobbyEnrolment = {
      id: randomUUID(),
      jobId,
      name: confirmed.slice(0, 300),
      record: 'personId' in who ? who.name.slice(0, 300) : null,
      screen: screen.name,
      step: 'waiting',
      taken: 0,
      guidance: null,
      message: null,
      reasons: [],
      personId: null,
      looksLike: [],
    };
    const personId = 'personId' in who ? who.personId : null;
    const { id } = shown;
    const about = { id, screenId, jobId, instanceId, personId };
    const lease = await shared.ask({ ...about, contents: { order, shown } });
    if (lease === 'taken') throw new NotBegunError(409, 'under_way', underWay);
    if (lease !== 'elsewhere') this.#begin({ order, shown, lease });
    return shown;
  }

  /** Returns false when the enrolment is over or unknown. */
  async stop(id: string): Promise<boolean> {
    const shown = this.all.find((each) => each.id === id);
    // Once all photos are taken, the enrolment ends in a moment and cannot be stopped.
    if (!shown || isOver(shown) || shown.step === 'storing') return false;
    return this.#deps.shared.end(id);
  }

  /** Forgets all enrolments. The kiosk registry has ended their captures. */
  close(): void {
    for (const timer of this.#forgetting) clearTimeout(timer);
    this.#running.clear();
  }

  /** Withdraws this instance's document offers to visitors who declined or were enrolled at another instance. */
  #forgetDocuments(enrolments: readonly LobbyEnrolment[]): void {
    const settled = enrolments.filter(isSettled);
    for (const shown of settled) {
      if (!this.#settled.has(shown.id)) this.#deps.enrollable.forgetHolder(shown);
    }
    this.#settled = new Set(settled.map(({ id }) => id));
  }

  #begin({ order, shown, lease }: DelegatedEnrolment & { lease: EnrolmentLease }): void {
    const { id, jobId, screen } = shown;
    // For each card, only the latest enrolment is shown.
    for (const other of this.#running.values()) {
      if (jobId !== null && other.jobId === jobId) this.#running.delete(other.id);
    }
    this.#put(shown);
    const withChange = (change: Partial<LobbyEnrolment>) => {
      return { ...(this.#running.get(id) ?? shown), ...change };
    };
    const run = { order, lease, screen: { id: order.screenId, name: screen }, changed: withChange };
    const change = (what: Partial<LobbyEnrolment>) => this.#change(withChange(what), lease);
    void runEnrolment(this.#deps, { ...run, change }).then(async (last) => {
      await lease.finish(this.#change(last, lease));
      await this.#over(id);
    });
  }

  #change(after: LobbyEnrolment, lease: EnrolmentLease): LobbyEnrolment {
    const before = this.#running.get(after.id);
    if (!before || JSON.stringify(after) === JSON.stringify(before)) return after;
    this.#put(after);
    lease.show(after, after.step !== before.step || after.taken !== before.taken);
    return after;
  }

  #put(shown: LobbyEnrolment): void {
    this.#running.set(shown.id, shown);
    this.emit('changed');
  }

  async #over(id: string): Promise<void> {
    const { shared } = this.#deps;
    await shared.refresh();
    // The row shows the ending at every instance.
    if (shared.hasRows) return this.#forget(id);
    const timer = setTimeout(() => {
      this.#forgetting.delete(timer);
      this.#forget(id);
    }, endedMs);
    timer.unref();
    this.#forgetting.add(timer);
  }

  #forget(id: string): void {
    if (this.#running.delete(id)) this.emit('changed');
  }
}

const noSuchScreen = 'There is no such screen any more. Choose another one.';
const underWay = 'An enrolment is under way there already. Stop it first, or wait.';

/** Returns nothing for a row that is unreadable. */
function listShown({ shown, ending }: SeenEnrolment): LobbyEnrolment[] {
  if (!Value.Check(LobbyEnrolment, shown)) return [];
  if (ending === null || ending === 'stored' || ending === 'done') return [shown];
  return [{ ...shown, ...endedState([endingReason(ending, shown.screen)]) }];
}

function isSettled({ step, reasons }: LobbyEnrolment): boolean {
  return (
    step === 'enrolled' || reasons.some(({ code }) => code === 'said_no' || code === 'declined')
  );
}
