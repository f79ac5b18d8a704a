import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Decision } from '../sign-in/decision.ts';
import type { LedgerHook } from '../sign-in/ledger.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { Db } from '../store/schema.ts';
import { putMessage } from '../store/tables/outbox.ts';
import type { Clock } from '../platform/clock.ts';
import type { RecordCipher } from '../keys/record-cipher.ts';
import type { Destination, PlannedMessage, VisitEndHook } from './destination.ts';

interface OutboxDeps {
  cipher: RecordCipher;
  clock: Clock;
  log: Logger;
  /** Those of this moment. */
  destinations: () => readonly Destination[];
  /** From the time that it is due. */
  giveUpAfterMs: () => number;
}

/** A verdict is on the disk, but Envoy hears it a moment later, and nothing is sent before that. */
const afterAnswerMs = 1000;

/** Where messages are put, once for each thing to tell and channel, to be sent by `Delivery`. */
export class Outbox {
  readonly #deps: OutboxDeps;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /** Writes the messages about a verdict, in the transaction that stores it. */
  readonly ledgerHook: LedgerHook = (transaction, decision, signIn) =>
    this.planAll(transaction, decision, signIn, `sign-in:${decision.jobId}`);

  /** Puts the messages to each destination about a decision into the outbox. */
  async planAll(
    transaction: Db,
    decision: Decision,
    signIn: SignInRequest,
    about: string,
  ): Promise<void> {
    for (const { name, plan } of this.#planners()) {
      const planned = await plan(decision, signIn, transaction).catch((error: unknown) => {
        // A bad rule must not keep a verdict from being stored.
        const fault = error instanceof Error ? error.name : 'unknown';
        this.#deps.log.error({ jobId: decision.jobId, channel: name, fault }, 'not planned');
        return null;
      });
      if (planned) await this.#putAbout(transaction, name, planned, { about, decision });
    }
    for (const destination of this.#deps.destinations()) {
      const event = destination.planEvent?.(decision, signIn);
      const facts = { about: `event:${about}`, decision };
      if (event) await this.#putAbout(transaction, destination.name, event, facts);
    }
  }

  /** Puts the events of a visit that ended into the outbox, in the transaction that closes its card. */
  readonly planEnds: VisitEndHook = async (transaction, end) => {
    for (const destination of this.#deps.destinations()) {
      const event = destination.planEnd?.(end);
      const about = `ended:${end.jobId}:${end.at.getTime()}`;
      if (event) await this.put(transaction, destination.name, event, { about });
    }
  };

  async #putAbout(
    transaction: Db,
    channel: string,
    planned: PlannedMessage,
    { about, decision }: { about: string; decision: Decision },
  ): Promise<void> {
    const earliest = new Date(this.#deps.clock.now().getTime() + afterAnswerMs);
    const { notBefore = earliest } = planned;
    await this.put(transaction, channel, planned, {
      about,
      personId: decision.evidence.personId ?? null,
      dueAt: notBefore > earliest ? notBefore : earliest,
    });
  }

  /** Puts one message into the outbox; does nothing when that channel got it already. */
  async put(
    db: Db,
    channel: string,
    planned: PlannedMessage,
    { about, subject = null, personId = null, dueAt }: MessageFacts,
  ): Promise<void> {
    const { cipher, clock, giveUpAfterMs } = this.#deps;
    const id = randomUUID().replaceAll('-', '');
    const createdAt = clock.now();
    const due = dueAt ?? planned.notBefore ?? createdAt;
    await putMessage(db, {
      id,
      about,
      channel,
      kind: planned.kind,
      subject,
      personId,
      contents: cipher.seal(planned.contents, id),
      dueAt: due,
      giveUpAt: new Date(due.getTime() + giveUpAfterMs()),
      createdAt,
    });
  }

  #planners() {
    return this.#deps.destinations().flatMap((destination) => {
      const { name } = destination;
      return destination.plan ? [{ name, plan: destination.plan.bind(destination) }] : [];
    });
  }
}

interface MessageFacts {
  about: string;
  subject?: string | null;
  personId?: string | null;
  dueAt?: Date;
}
