import type { FastifyBaseLogger } from 'fastify';
import { PeriodicTask, type Clock } from '../../platform/clock.ts';
import { recordEvent } from '../../audit/record.ts';
import type { RecordCipher } from '../../keys/record-cipher.ts';
import type { OptOuts } from '../../people/opt-outs.ts';
import type { People } from '../../people/person.ts';
import type { ExpectedDay, ExpectedVisitor } from '../../protocol/desk-arrival-messages.ts';
import type { LedgerHook } from '../../sign-in/ledger.ts';
import type { Db } from '../../store/schema.ts';
import {
  deleteVisitsBefore,
  expectedVisitsOn,
  putExpectedVisit,
  removeExpectedVisit,
  linkVisitToPerson,
  linkVisitToSignIn,
  type ExpectedVisit,
} from './visit-rows.ts';
import { wasAnyoneErasedSince } from '../../store/tables/privacy.ts';
import { findPerson } from '../../store/tables/people.ts';
import { placeOf, type PlaceNames } from '../board/card.ts';
import type { ListedVisitors } from './listed-visitors.ts';
import { resolveInvitee } from './resolve-invitee.ts';

/** An invitation from Envoy, with every text cut and cleaned. */
export interface EnvoyInvite {
  inviteId: string;
  visitor: string | null;
  email: string | null;
  /** Envoy's id of an expected employee. */
  employeeId: string | null;
  host: string | null;
  /** Envoy's name of the place. */
  location: string | null;
  locationId: string | null;
  flow: string | null;
  expectedAt: Date;
  /** The day at the location, such as `2026-03-12`. */
  day: string;
  arrived: boolean;
}

/** Receives Envoy's invitations. Implemented by `ExpectedVisits`. */
export interface Arrivals {
  /** @param isNew the event says that the invitation is new; a known invitation then stays unchanged */
  put(invitation: EnvoyInvite, isNew: boolean): Promise<void>;
  remove(invitation: EnvoyInvite): Promise<void>;
}

/** The encrypted fields of a visit. */
type Contents = Pick<
  EnvoyInvite,
  'visitor' | 'email' | 'employeeId' | 'host' | 'location' | 'locationId' | 'flow'
>;

interface Deps {
  db: Db;
  cipher: RecordCipher;
  people: Pick<People, 'findClaimed'>;
  optOuts: Pick<OptOuts, 'has'>;
  clock: Pick<Clock, 'now'>;
  places: PlaceNames;
  listed: Pick<ListedVisitors, 'request' | 'listsOf'>;
}

/** More than a lobby expects in a day. The page shows the earliest. */
const mostShown = 500;
/** A day ends everywhere 12 hours after its end in UTC. Visits are kept for one more day. */
const keptAfterDayMs = 36 * 60 * 60_000;
/** Farther ahead than anybody at the desk looks. Later visits are not stored. */
const farthestMs = 370 * 24 * 60 * 60_000;

/** Expected visitors from Envoy's invitations, stored only as long as the desk needs them. */
export class ExpectedVisits implements Arrivals {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async put(invitation: EnvoyInvite, isNew: boolean): Promise<void> {
    const { db, cipher, people, optOuts, clock, listed } = this.#deps;
    const now = clock.now();
    if (!isKept(invitation, now)) return;
    const { inviteId, expectedAt, day, arrived } = invitation;
    const begun = new Date();
    const { person } = await resolveInvitee({ people, optOuts }, invitation, now);
    const personId = person?.id ?? null;
    const contents = cipher.seal(contentsOf(invitation), inviteId);
    // An erasure cannot run meanwhile, because its transaction runs alone.
    const beside = db.transaction().setIsolationLevel('read committed');
    await beside.execute(async (transaction) => {
      // If the person was erased since, no later erasure would empty this row.
      const isErased =
        personId === null
          ? await wasAnyoneErasedSince(transaction, begun)
          : (await findPerson(transaction, personId)) === undefined;
      const whose = isErased ? { personId: null, contents: null } : { personId, contents };
      const row = { inviteId, ...whose, expectedAt, day, arrived };
      await putExpectedVisit(transaction, row, { onlyNew: isNew, now });
    });
    await listed.request([invitation]);
  }

  async remove(invitation: EnvoyInvite): Promise<void> {
    const { db, clock } = this.#deps;
    await removeExpectedVisit(db, invitation, clock.now());
  }

  /** Links a visit to its sign-in, in the transaction that stores the verdict. */
  readonly ledgerHook: LedgerHook = async (transaction, { jobId, evidence }, { inviteId }) => {
    if (inviteId === null) return;
    const { personId = null } = evidence;
    await linkVisitToSignIn(transaction, inviteId, { jobId, personId });
  };

  /** @param day such as `2026-03-12`, at the location of each visit */
  async on(day: string): Promise<ExpectedDay> {
    const { db, listed } = this.#deps;
    const visits = await expectedVisitsOn(db, day, mostShown + 1);
    const opened = visits.slice(0, mostShown).map((visit) => {
      return { visit, contents: this.#open(visit) };
    });
    await listed.request(
      opened.flatMap(({ visit: { inviteId }, contents }) =>
        contents ? [{ inviteId, ...contents }] : [],
      ),
    );
    const visitors: ExpectedVisitor[] = [];
    for (const { visit, contents } of opened) visitors.push(await this.#show(visit, contents));
    return { day, visitors, isCut: visits.length > mostShown };
  }

  /** Deletes the visits of past days. Returns their number. */
  async purge(): Promise<number> {
    const { db, clock } = this.#deps;
    return purgeExpectedVisits(db, clock.now());
  }

  async #show(visit: ExpectedVisit, contents: Contents | null): Promise<ExpectedVisitor> {
    const { db, people, optOuts, clock, places, listed } = this.#deps;
    const { inviteId, expectedAt } = visit;
    const { enrolled, person } = contents
      ? await resolveInvitee({ people, optOuts }, contents, clock.now())
      : ({ enrolled: 'unknown', person: null } as const);
    const personId = person?.id ?? null;
    // The link lets an erasure find visits of people who were enrolled after the event.
    if (contents && personId !== visit.personId) await linkVisitToPerson(db, inviteId, personId);
    return {
      inviteId,
      visitor: contents?.visitor ?? null,
      host: contents?.host ?? null,
      location: contents && placeOf(contents.location, contents.locationId, places),
      flow: contents?.flow ?? null,
      expectedAt: expectedAt.toISOString(),
      enrolled,
      listed: contents ? await listed.listsOf({ inviteId, ...contents }, person) : [],
      state: stateOf(visit),
      cameAt: visit.signIn?.receivedAt.toISOString() ?? null,
    };
  }

  #open({ inviteId, contents }: ExpectedVisit): Contents | null {
    const opened = contents && this.#deps.cipher.open(contents, inviteId);
    return typeof opened === 'object' && opened !== null ? (opened as Contents) : null;
  }
}

/** Deletes the visits of past days, and records that for the audit. */
async function purgeExpectedVisits(db: Db, now: Date): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const count = await deleteVisitsBefore(transaction, firstDayKept(now));
    if (count > 0) {
      const details = { count };
      const event = { action: 'expected_visits_purged', actor: 'service', details } as const;
      await recordEvent(transaction, event);
    }
    return count;
  });
}

function firstDayKept(now: Date): string {
  return new Date(now.getTime() - keptAfterDayMs).toISOString().slice(0, 10);
}

function isKept({ day, expectedAt }: EnvoyInvite, now: Date): boolean {
  return day >= firstDayKept(now) && expectedAt.getTime() - now.getTime() <= farthestMs;
}

function contentsOf(invite: EnvoyInvite): Contents {
  const { visitor, email, employeeId, host, location, locationId, flow } = invite;
  return { visitor, email, employeeId, host, location, locationId, flow };
}

function stateOf({ signIn, arrived }: ExpectedVisit): ExpectedVisitor['state'] {
  if (signIn?.verdict === 'approved') return 'let_in';
  if (signIn) return signIn.seenAt ? 'seen_to' : 'held';
  return arrived ? 'arrived' : 'expected';
}

const everyMs = 60 * 60_000;

interface PurgeDeps {
  expected: Pick<ExpectedVisits, 'purge'>;
  clock: Clock;
  log: FastifyBaseLogger;
}

/** Deletes past visits every hour, so that none stays longer than a day after its day. */
export class PurgeOfVisits extends PeriodicTask {
  readonly #deps: PurgeDeps;

  constructor(deps: PurgeDeps) {
    super({ clock: deps.clock, everyMs });
    this.#deps = deps;
  }

  protected async once(): Promise<void> {
    const { expected, log } = this.#deps;
    try {
      const visits = await expected.purge();
      if (visits > 0) log.info({ visits }, 'purged expected visits');
    } catch (error) {
      const { code = 'unknown' } = error as { code?: string };
      log.error({ fault: code }, 'purge of expected visits failed, retrying in an hour');
    }
  }
}
