import { hostname } from 'node:os';
import { within } from '#base/time';
import type { Config } from '../config/config.ts';
import { repeat } from '../platform/clock.ts';
import { dateOf, timeOf } from '../platform/local-time.ts';
import { review, type Decision } from './decision.ts';
import type { Ledger } from './ledger.ts';
import { ownJobIds } from './own-job-ids.ts';
import { noFacts, type SignInRequest } from './sign-in.ts';
import type { WaitingMark } from './waiting-mark.ts';
import type { Store } from '../store/store.ts';
import { deleteSignsOfLife, findSignOfLife, putSignOfLife } from '../store/tables/signs-of-life.ts';

const signEveryMs = 10_000;
/** An instance without a sign for so long does not come back under its name. */
const keptMs = 30 * 24 * 60 * 60_000;
/** The database may not answer at a stop. */
const stopMs = 1000;

interface Deps {
  store: Pick<Store, 'db' | 'sessions'>;
  config: Pick<Config, 'lobby' | 'instanceAddress'>;
  mark: WaitingMark | null;
}

/**
 * Stores a sign of life every ten seconds. After a start it says when the service before may have held visitors whose
 * answers were lost: since its last sign, unless it was stopped in order and all its answers were stored.
 */
export class SignsOfLife {
  readonly #deps: Deps;
  readonly #name: string;
  readonly #bornAt = new Date(Date.now() - process.uptime() * 1000);
  /** The row as the service before left it; null at the first start. */
  #former: { signAt: Date; isStopped: boolean } | null = null;
  #isServing = false;
  #stopRepeating = async () => {};

  constructor(deps: Deps) {
    this.#deps = deps;
    // A SQLite file has one service, also after it has moved to another machine. A container has another host name
    // after each start, but the address by which the other instances call it stays.
    const { instanceAddress, lobby } = deps.config;
    this.#name = deps.store.sessions.isShared
      ? (instanceAddress ?? `${hostname()}:${lobby.port}`)
      : 'service';
  }

  /** Reads the last sign. From now on, an end without `stop` is a crash. */
  async start(): Promise<void> {
    const { db } = this.#deps.store;
    this.#former = (await findSignOfLife(db, this.#name)) ?? null;
    await this.#put(this.#former?.signAt ?? new Date(), false);
  }

  /** Puts one card on the desk if answers may have been lost, then begins to store signs. */
  async serve(ledger: Pick<Ledger, 'record'>): Promise<Decision | null> {
    const { mark } = this.#deps;
    const from = await this.#lostSince();
    const until = from !== null && from < this.#bornAt ? this.#bornAt : new Date();
    const stored = from && (await putCard(ledger, this.#name, from, until));
    mark?.formerShown();
    await deleteSignsOfLife(this.#deps.store.db, new Date(Date.now() - keptMs));
    this.#isServing = true;
    await this.#put(new Date(), false);
    this.#stopRepeating = repeat(signEveryMs, () =>
      this.#put(new Date(), false).catch(() => {
        // The next sign may be stored again. The desk gets a gap that remains.
      }),
    );
    return stored;
  }

  async stop(): Promise<void> {
    const former = this.#former;
    const wasLost = !this.#isServing && former !== null && !former.isStopped;
    const signAt = this.#isServing ? new Date() : (former?.signAt ?? new Date());
    void this.#stopRepeating();
    const put = this.#put(signAt, !wasLost).catch(() => {});
    await within(stopMs, put, undefined);
  }

  async #lostSince(): Promise<Date | null> {
    const waiting = (await this.#deps.mark?.former()) ?? null;
    const crashed = this.#former?.isStopped === false ? this.#former.signAt : null;
    if (waiting === null || crashed === null) return waiting ?? crashed;
    return waiting < crashed ? waiting : crashed;
  }

  #put(signAt: Date, isStopped: boolean): Promise<void> {
    return putSignOfLife(this.#deps.store.db, { name: this.#name, signAt, isStopped });
  }
}

/** The desk shows the card like any other, until somebody ends it. It is about no visitor that is known. */
async function putCard(
  ledger: Pick<Ledger, 'record'>,
  name: string,
  from: Date,
  until: Date,
): Promise<Decision> {
  const jobId = `${ownJobIds.withoutCard}${name}-${from.getTime()}`;
  const decision = review(jobId, until, 'starting');
  const [begin, end] = [timeOf(from), timeOf(until)];
  // Without the date where both are on one day.
  const shown = dateOf(from) === dateOf(until) ? dateOf(from).length + 1 : 0;
  const gap = `Between ${begin.slice(shown)} and ${end.slice(shown)} sign-ins may have been held without a card.`;
  const note = `${gap} Look at the visitor log in Envoy.`;
  return ledger.record({ ...decision, evidence: { note } }, nobody(jobId, until));
}

function nobody(jobId: string, arrivedAt: Date): SignInRequest {
  return {
    jobId,
    kind: 'visitor',
    claim: { name: null, email: null, employeeId: null },
    ...{ entryId: null, installId: null, phone: null, hostName: null, hostEmail: null },
    ...{ locationId: null, locationName: null, timezone: null, language: null, deviceId: null },
    ...{ flowId: null, flowName: null, inviteId: null, answers: [], legalDocs: [] },
    ...{ facts: noFacts, rule: null, signedInAt: arrivedAt, arrivedAt },
  };
}
