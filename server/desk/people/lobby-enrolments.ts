import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { Value } from 'typebox/value';
import type { EnrolmentLease } from '../../enrolment/enrolment-lease.ts';
import type { SeenEnrolment, SharedEnrolments } from '../../enrolment/shared-enrolments.ts';
import type { KioskRegistry } from '../../kiosk/kiosk-registry.ts';
import { printable } from '../../platform/text.ts';
import { LobbyEnrolment } from '../../protocol/desk-enrolment-messages.ts';
import { endedMs } from '../../store/tables/shared-work.ts';
import { readDelegatedEnrolment, type EnrolmentOrder } from './enrolment-order.ts';
import { endedState, endingReason } from './lobby-enrolment-end.ts';
import { documentGone, runLobbyEnrolment, type RunDeps } from './lobby-enrolment-run.ts';
import { ActRefusedError } from './people-acts.ts';
import type { DeskActor } from '../accounts/sessions.ts';

export interface LobbyEnrolmentsDeps extends RunDeps {
  kioskRegistry: KioskRegistry;
  shared: SharedEnrolments;
}

const most = 20;

const isOver = ({ step }: LobbyEnrolment) => step === 'enrolled' || step === 'ended';
const noSuchScreen = 'There is no such screen any more. Choose another one.';
const underWay = 'An enrolment is under way there already. Stop it first, or wait.';

/**
 * Enrolments at lobby screens that the desk began, with each step. Those that run here are in memory. Those with rows
 * are shared, so that each instance shows all.
 */
export class LobbyEnrolments extends EventEmitter<{ changed: [] }> {
  readonly #deps: LobbyEnrolmentsDeps;
  /** States of the enrolments that run here. */
  readonly #states = new Map<string, LobbyEnrolment>();
  readonly #forgetting = new Set<NodeJS.Timeout>();
  /** Ids of rows that ended an offer to enrol from a document. */
  #settled = new Set<string>();

  constructor(deps: LobbyEnrolmentsDeps) {
    super();
    this.#deps = deps;
    // Each open page adds a listener.
    this.setMaxListeners(0);
    deps.shared.on('changed', () => {
      this.#forgetDocuments(deps.shared.all.flatMap(asShown));
      this.emit('changed');
    });
    deps.shared.runBy('desk', async (contents, lease) => this.#runForAnother(contents, lease));
  }

  /** All enrolments, the latest first. */
  get all(): LobbyEnrolment[] {
    const own = [...this.#states.values()].reverse();
    const { shared } = this.#deps;
    const enrolments = shared.all.flatMap((row) => this.#states.get(row.id) ?? asShown(row));
    const ids = new Set(enrolments.map(({ id }) => id));
    return [...own.filter(({ id }) => !ids.has(id)), ...enrolments];
  }

  /** @throws {ActRefusedError} when the screen is unknown, not connected, or busy with another enrolment */
  async start(asked: EnrolmentOrder, actor: DeskActor): Promise<LobbyEnrolment> {
    const { kioskRegistry, shared } = this.#deps;
    const screen = kioskRegistry.status().find(({ id }) => id === asked.screenId);
    if (!screen) throw new ActRefusedError(404, 'no_such_screen', noSuchScreen);
    if (!screen.connected) {
      throw new ActRefusedError(
        409,
        'screen_away',
        printable`The screen "${screen.name}" is not connected. Look whether it is on, or choose another one.`,
        { screen: screen.name },
      );
    }
    // Only this instance has the document. An earlier version at the other one would enrol without it.
    if (asked.fromDocument && screen.instanceId !== undefined) {
      throw new ActRefusedError(409, 'document_gone', documentGone);
    }
    if (this.all.filter((one) => !isOver(one)).length >= most) {
      throw new ActRefusedError(429, 'too_many_under_way', 'Too many enrolments are under way.');
    }
    const state: LobbyEnrolment = {
      id: randomUUID(),
      jobId: asked.jobId,
      name: asked.confirmed.slice(0, 300),
      record: 'personId' in asked.who ? asked.who.name.slice(0, 300) : null,
      screen: screen.name,
      step: 'waiting',
      taken: 0,
      guidance: null,
      message: null,
      reasons: [],
      personId: null,
      looksLike: [],
    };
    const { id, jobId } = state;
    const personId = 'personId' in asked.who ? asked.who.personId : null;
    const contents = { actor: { accountId: actor.accountId }, asked, state };
    const about = { id, askedBy: 'desk', screen, jobId, personId } as const;
    const lease = await shared.ask({ ...about, contents, shown: state });
    if (lease === 'taken') throw new ActRefusedError(409, 'under_way', underWay);
    if (lease !== 'elsewhere') this.#begin({ asked, state, actor, lease, isHandedOver: false });
    return state;
  }

  /** Returns false when the enrolment is over or unknown. */
  async stop(id: string): Promise<boolean> {
    const state = this.all.find((one) => one.id === id);
    // Once all photos are taken, the enrolment ends in a moment and cannot be stopped.
    if (!state || isOver(state) || state.step === 'storing') return false;
    return this.#deps.shared.end(id);
  }

  /** Forgets all enrolments. The kiosk registry has ended their captures. */
  close(): void {
    for (const timer of this.#forgetting) clearTimeout(timer);
    this.#states.clear();
  }

  #runForAnother(contents: unknown, lease: EnrolmentLease): boolean {
    const read = readDelegatedEnrolment(contents);
    if (read?.state.id !== lease.id) return false;
    this.#begin({ ...read, lease, isHandedOver: true });
    return true;
  }

  /** Withdraws this instance's document offers to visitors who declined or were enrolled at another instance. */
  #forgetDocuments(rows: readonly LobbyEnrolment[]): void {
    const settled = rows.filter(isSettled);
    for (const row of settled) {
      if (!this.#settled.has(row.id)) this.#deps.enrollable.forgetHolder(row);
    }
    this.#settled = new Set(settled.map(({ id }) => id));
  }

  #begin(begun: {
    asked: EnrolmentOrder;
    state: LobbyEnrolment;
    actor: DeskActor;
    lease: EnrolmentLease;
    isHandedOver: boolean;
  }): void {
    const { state, lease, ...run } = begun;
    const { id, jobId } = state;
    // For each card, only the latest enrolment is shown.
    for (const one of this.#states.values()) {
      if (isSame(one.jobId, jobId)) this.#states.delete(one.id);
    }
    this.#put(state);
    const changed = (change: Partial<LobbyEnrolment>) => ({
      ...(this.#states.get(id) ?? state),
      ...change,
    });
    const screen = { id: run.asked.screenId, name: state.screen };
    const change = (what: Partial<LobbyEnrolment>) => this.#change(changed(what), lease);
    void runLobbyEnrolment(this.#deps, { ...run, screen, lease, change, changed }).then(() =>
      this.#over(id),
    );
  }

  #change(after: LobbyEnrolment, lease: EnrolmentLease): LobbyEnrolment {
    const before = this.#states.get(after.id);
    if (!before || JSON.stringify(after) === JSON.stringify(before)) return after;
    this.#put(after);
    lease.show(after, after.step !== before.step || after.taken !== before.taken);
    return after;
  }

  #put(state: LobbyEnrolment): void {
    this.#states.set(state.id, state);
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

/** Returns nothing for a row that is not the desk's, or is unreadable. */
function asShown({ shown: enrolment, ending }: SeenEnrolment): LobbyEnrolment[] {
  if (!Value.Check(LobbyEnrolment, enrolment)) return [];
  if (ending === null || ending === 'stored' || ending === 'done') return [enrolment];
  return [{ ...enrolment, ...endedState([endingReason(ending, enrolment.screen)]) }];
}

function isSettled({ step, reasons }: LobbyEnrolment): boolean {
  return (
    step === 'enrolled' || reasons.some(({ code }) => code === 'said_no' || code === 'declined')
  );
}

function isSame(one: string | null, other: string | null): boolean {
  return one !== null && one === other;
}
