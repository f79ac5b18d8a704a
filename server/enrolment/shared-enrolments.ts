import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import type { Offer, Work } from '../instances/shared-work.ts';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import { endedMs } from '../store/tables/shared-work.ts';
import { within } from '#base/time';
import { EnrolmentLease, type EnrolmentRows, type LeasedEnrolment } from './enrolment-lease.ts';
import type { EnrolmentEnding, Cause } from './enrolment-messages.ts';
import { readDelegatedEnrolment, type DelegatedEnrolment } from './enrolment-order.ts';

interface Deps {
  /**
   * The other instances on the database. Null on SQLite, where only this instance requests, shows and stops enrolments.
   * There, rows would only add names to backups, and writes to the queue in which held sign-ins wait for the database.
   */
  others: EnrolmentRows | null;
  kioskRegistry: Pick<KioskRegistry, 'status'>;
  log: Logger;
}

export interface NewEnrolment extends LeasedEnrolment {
  /** The other instance that the screen is connected to. */
  instanceId: string | undefined;
  /** For an enrolled person. */
  personId: string | null;
  contents: DelegatedEnrolment;
}

/** An enrolment as read from its row. */
export interface SeenEnrolment {
  id: string;
  /** Undefined when this instance cannot read it. */
  shown: unknown;
  /** Null while the enrolment is running. */
  ending: EnrolmentEnding | null;
}

type Runner = (begun: DelegatedEnrolment & { lease: EnrolmentLease }) => void;

const stopWithinMs = 1000;
/** An instance that has not begun by then has another version, or hangs. */
const takenWithinMs = 10_000;

/**
 * Enrolments at kiosks, over all instances. Any instance may request one; the instance with the kiosk's connection runs
 * it; all show and stop it. With several instances, each enrolment has a row, and the first ending of the row counts.
 * The transaction that stores a person checks that the row has not ended.
 */
export class SharedEnrolments extends EventEmitter<{ changed: [] }> {
  readonly #deps: Deps;
  #run: Runner | null = null;
  readonly #leases = new Map<string, EnrolmentLease>();
  #seen: SeenEnrolment[] = [];
  #before = '';

  constructor(deps: Deps) {
    super();
    this.setMaxListeners(0);
    this.#deps = deps;
    const { others } = deps;
    if (!others) return;
    others.work.on('read', (startedAt) => this.#read(others, startedAt));
    others.presence.on('changed', () => this.#endMoved());
  }

  /** Sets the runner for requests of other instances. */
  runBy(run: Runner): void {
    this.#run = run;
    const accept = (offer: Offer) => this.#take(offer);
    this.#deps.others?.work.handle('enrolment', { accept, keptMs: endedMs });
  }

  /** Ends the enrolments that run here, and reports that to the other instances. */
  async stop(): Promise<void> {
    for (const lease of this.#leases.values()) lease.abort('stopping');
    const over = Promise.all([...this.#leases.values()].map(({ isOver }) => isOver));
    await within(stopWithinMs, over, undefined);
  }

  /** The enrolments with a row, the latest first, including those that ended in the last minutes. */
  get all(): readonly SeenEnrolment[] {
    return this.#seen;
  }

  /** Whether each enrolment has a row, which shows for a while how it ended. */
  get hasRows(): boolean {
    return this.#deps.others !== null;
  }

  /** Resolves after reading the rows again. */
  async refresh(): Promise<void> {
    await this.#deps.others?.work.refresh();
  }

  /**
   * @returns `taken` when an enrolment is running at that kiosk or from that card; `elsewhere` when another instance
   *   runs it; otherwise the lease for running it here
   * @throws the store's error
   */
  async ask(asked: NewEnrolment): Promise<EnrolmentLease | 'elsewhere' | 'taken'> {
    const { others } = this.#deps;
    if (!others) return this.#isTaken(asked) ? 'taken' : this.#newLease(asked);
    const { work, presence } = others;
    const { id, screenId, jobId, personId, contents, instanceId: runner = presence.id } = asked;
    const lease = runner === presence.id ? this.#newLease(asked) : null;
    try {
      const isAsked = await work.ask('enrolment', {
        ...{ id, runner, jobId, personId, kioskId: screenId, leftMs: takenWithinMs },
        ...{ shown: contents.shown, ...(!lease && { contents }) },
      });
      if (!isAsked) {
        lease?.leave();
        return 'taken';
      }
      if (lease) lease.thereAt = performance.now();
      if (jobId !== null) await work.drop({ endedOfCard: jobId, but: id });
      return lease ?? 'elsewhere';
    } catch (error) {
      lease?.leave();
      throw error;
    }
  }

  /** Ends an enrolment, so that no instance stores anything of it. False when it has ended or does not exist. */
  async end(id: string): Promise<boolean> {
    const { others } = this.#deps;
    const lease = this.#leases.get(id);
    const ending = { id, ending: 'stopped', keptMs: endedMs };
    const isEnded = others ? await others.work.end(ending) : lease !== undefined;
    if (isEnded) lease?.abort('stopped');
    return isEnded;
  }

  #isTaken({ screenId, jobId }: NewEnrolment): boolean {
    return [...this.#leases.values()].some(
      ({ of }) => of.screenId === screenId || (jobId !== null && of.jobId === jobId),
    );
  }

  #newLease(of: LeasedEnrolment): EnrolmentLease {
    const lease = new EnrolmentLease(of, this.#deps.others);
    this.#leases.set(lease.id, lease);
    void lease.isOver.then(() => this.#leases.delete(lease.id));
    return lease;
  }

  #read({ work, presence }: EnrolmentRows, startedAt: number): void {
    const { log } = this.#deps;
    const rows = work.list('enrolment');
    for (const lease of this.#leases.values()) {
      const row = rows.find(({ id }) => id === lease.id);
      const cause = lease.thereAt < startedAt ? causeToEnd(row) : null;
      if (cause) lease.abort(cause);
    }
    this.#endMoved();
    for (const { id, runner, isTaken, ending } of rows) {
      // The enrolment ended at this instance, which could not report that.
      const isForgotten = runner === presence.id && isTaken && !ending && !this.#leases.has(id);
      if (!isForgotten) continue;
      work
        .end({ id, ending: 'lost', keptMs: endedMs })
        .catch((err: unknown) => log.warn({ err, enrolment: id }, 'lost enrolment not reported'));
    }
    this.#seen = rows.map(({ id, shown, ending }) => {
      return { id, shown, ending: ending as EnrolmentEnding | null };
    });
    const now = JSON.stringify(this.#seen);
    if (now === this.#before) return;
    this.#before = now;
    this.emit('changed');
  }

  #endMoved(): void {
    const screens = this.#deps.kioskRegistry.status();
    for (const lease of this.#leases.values()) {
      const screen = screens.find(({ id }) => id === lease.of.screenId);
      if (screen?.instanceId !== undefined) lease.abort('moved');
    }
  }

  /** @returns false when the request cannot be read */
  #take({ id, contents }: Offer): boolean {
    const read = readDelegatedEnrolment(contents);
    if (!this.#run || read?.shown.id !== id) return false;
    const { screenId, jobId } = read.order;
    const lease = this.#newLease({ id, screenId, jobId });
    lease.thereAt = performance.now();
    this.#deps.log.info({ enrolment: id }, 'an enrolment was handed over to this instance');
    this.#run({ ...read, lease });
    return true;
  }
}

function causeToEnd(row: Work | undefined): Cause | null {
  if (!row) return 'lost';
  return row.ending === 'stopped' || row.ending === 'lost' ? row.ending : null;
}
