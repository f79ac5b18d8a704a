import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { Value } from 'typebox/value';
import type { EnrollableDocuments } from '../documents/enrollable-documents.ts';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import type { EnrolmentResult } from '../people/photos.ts';
import { RefusalError } from '../platform/operator-error.ts';
import { printable } from '#base/text';
import type { LobbyEnrolment } from '../protocol/desk-enrolment-messages.ts';
import { endedMs } from '../store/tables/shared-work.ts';
import { endedState, endingReason } from './enrolment-end.ts';
import type { EnrolmentLease } from './enrolment-lease.ts';
import {
  EnrolmentState,
  isByCommand,
  type DelegatedEnrolment,
  type EnrolmentOrder,
} from './enrolment-order.ts';
import { documentGone, runEnrolment, type RunDeps } from './enrolment-run.ts';
import type { SeenEnrolment, SharedEnrolments } from './shared-enrolments.ts';

export interface LobbyEnrolmentsDeps extends RunDeps {
  kioskRegistry: KioskRegistry;
  enrollable: EnrollableDocuments;
  shared: SharedEnrolments;
}

const most = 20;

export const isOver = ({ step }: LobbyEnrolment) => step === 'enrolled' || step === 'ended';

/** An enrolment was not begun. The message says what to do next. */
export class NotBegunError extends RefusalError {
  readonly statusCode: number;

  constructor(statusCode: number, code: string, message: string, values = {}) {
    super(code, message, values);
    this.statusCode = statusCode;
  }
}

/**
 * Enrolments at lobby screens that the desk or a command ordered, with each step. Those that run here are in memory.
 * Those with rows are shared, so that each instance shows all.
 */
export class LobbyEnrolments extends EventEmitter<{ changed: [] }> {
  readonly #deps: LobbyEnrolmentsDeps;
  /** The enrolments that run here. */
  readonly #states = new Map<string, EnrolmentState>();
  readonly #forgetting = new Set<NodeJS.Timeout>();
  /** Ids of rows that ended an offer to enrol from a document. */
  #settled = new Set<string>();

  constructor(deps: LobbyEnrolmentsDeps) {
    super();
    this.#deps = deps;
    // Each open page adds a listener.
    this.setMaxListeners(0);
    deps.shared.on('changed', () => {
      this.#forgetDocuments(deps.shared.all.flatMap(stateIn));
      this.emit('changed');
    });
    deps.shared.runBy((begun) => this.#begin(begun));
  }

  /** The desk's enrolments, the latest first. */
  get all(): LobbyEnrolment[] {
    return this.#all().flatMap(({ isCommands, shown }) => (isCommands ? [] : [shown]));
  }

  find(id: string): EnrolmentState | undefined {
    return this.#all().find(({ shown }) => shown.id === id);
  }

  #all(): EnrolmentState[] {
    const own = [...this.#states.values()].reverse();
    const rows = this.#deps.shared.all.flatMap((row) => this.#states.get(row.id) ?? stateIn(row));
    const ids = new Set(rows.map(({ shown }) => shown.id));
    return [...own.filter(({ shown }) => !ids.has(shown.id)), ...rows];
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
    if (this.#all().filter(({ shown }) => !isOver(shown)).length >= most) {
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
    const state = { isCommands: isByCommand(order), shown, result: null };
    const personId = 'personId' in who ? who.personId : null;
    const { id } = shown;
    const about = { id, screenId, jobId, instanceId, personId, isCommands: state.isCommands };
    const lease = await shared.ask({ ...about, contents: { order, state } });
    if (lease === 'taken') throw new NotBegunError(409, 'under_way', underWay);
    if (lease !== 'elsewhere') this.#begin({ order, state, lease });
    return shown;
  }

  /** Returns false when the enrolment is over or unknown. */
  async stop(id: string): Promise<boolean> {
    const shown = this.find(id)?.shown;
    // Once all photos are taken, the enrolment ends in a moment and cannot be stopped.
    if (!shown || isOver(shown) || shown.step === 'storing') return false;
    return this.#deps.shared.end(id);
  }

  /** Ends an enrolment whose caller is gone. */
  abandon(id: string): void {
    this.#deps.shared.abandon(id);
  }

  /** Forgets all enrolments. The kiosk registry has ended their captures. */
  close(): void {
    for (const timer of this.#forgetting) clearTimeout(timer);
    this.#states.clear();
  }

  /** Withdraws this instance's document offers to visitors who declined or were enrolled at another instance. */
  #forgetDocuments(states: readonly EnrolmentState[]): void {
    const settled = states.map(({ shown }) => shown).filter(isSettled);
    for (const shown of settled) {
      if (!this.#settled.has(shown.id)) this.#deps.enrollable.forgetHolder(shown);
    }
    this.#settled = new Set(settled.map(({ id }) => id));
  }

  #begin({ order, state, lease }: DelegatedEnrolment & { lease: EnrolmentLease }): void {
    const { id, jobId, screen } = state.shown;
    // For each card, only the latest enrolment is shown.
    for (const { shown } of this.#states.values()) {
      if (jobId !== null && shown.jobId === jobId) this.#states.delete(shown.id);
    }
    this.#put(state);
    const changed = (change: Partial<LobbyEnrolment>, result: EnrolmentResult | null = null) => {
      const before = this.#states.get(id) ?? state;
      return { ...before, shown: { ...before.shown, ...change }, result };
    };
    const run = { order, lease, screen: { id: order.screenId, name: screen }, changed };
    const change = (what: Partial<LobbyEnrolment>) => this.#change(changed(what), lease);
    void runEnrolment(this.#deps, { ...run, change }).then(async (last) => {
      await lease.finish(this.#change(last, lease));
      await this.#over(id);
    });
  }

  #change(after: EnrolmentState, lease: EnrolmentLease): EnrolmentState {
    const { shown } = after;
    const before = this.#states.get(shown.id)?.shown;
    if (!before || JSON.stringify(shown) === JSON.stringify(before)) return after;
    this.#put(after);
    lease.show(after, shown.step !== before.step || shown.taken !== before.taken);
    return after;
  }

  #put(state: EnrolmentState): void {
    this.#states.set(state.shown.id, state);
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
    if (this.#states.delete(id)) this.emit('changed');
  }
}

const noSuchScreen = 'There is no such screen any more. Choose another one.';
const underWay = 'An enrolment is under way there already. Stop it first, or wait.';

/** Returns nothing for a row that is unreadable. */
function stateIn({ state, ending }: SeenEnrolment): EnrolmentState[] {
  if (!Value.Check(EnrolmentState, state)) return [];
  if (ending === null || ending === 'stored' || ending === 'done') return [state];
  const { shown } = state;
  return [{ ...state, shown: { ...shown, ...endedState([endingReason(ending, shown.screen)]) } }];
}

function isSettled({ step, reasons }: LobbyEnrolment): boolean {
  return (
    step === 'enrolled' || reasons.some(({ code }) => code === 'said_no' || code === 'declined')
  );
}
