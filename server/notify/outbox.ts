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
  /** The present destinations. */
  destinations: () => readonly Destination[];
}

/** Envoy gets the answer shortly after the verdict is stored. Nothing is sent before that. */
const afterAnswerMs = 1000;

/**
 * From the time when a message is due. A mail server that goes at night is there again in the morning; what is older is
 * on a card of the desk.
 */
export const giveUpAfterMs = 12 * 60 * 60_000;

/** Stores messages for `Delivery`, one for each topic and channel. */
export class Outbox {
  readonly #deps: OutboxDeps;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /** Stores the messages about a verdict, in the transaction that stores the verdict. */
  readonly ledgerHook: LedgerHook = (transaction, decision, signIn) =>
    this.planAll(transaction, decision, signIn, `sign-in:${decision.jobId}`);

  /** Stores every destination's messages about a decision. */
  async planAll(
    transaction: Db,
    decision: Decision,
    signIn: SignInRequest,
    about: string,
  ): Promise<void> {
    for (const { name, plan } of this.#planners()) {
      const planned = await plan(decision, signIn, transaction).catch((error: unknown) => {
        // A faulty rule must not prevent the verdict from being stored.
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

  /** Stores the events of an ended visit, in the transaction that closes its card. */
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
    await this.put(transaction, channel, planned, {
      about,
      personId: decision.evidence.personId ?? null,
      dueAt: new Date(this.#deps.clock.now().getTime() + afterAnswerMs),
    });
  }

  /** Stores one message; does nothing when the channel already has one about the same topic. */
  async put(
    db: Db,
    channel: string,
    planned: PlannedMessage,
    { about, subject = null, personId = null, dueAt }: MessageFacts,
  ): Promise<void> {
    const { cipher, clock } = this.#deps;
    const id = randomUUID().replaceAll('-', '');
    const createdAt = clock.now();
    const due = dueAt ?? createdAt;
    await putMessage(db, {
      id,
      about,
      channel,
      kind: planned.kind,
      subject,
      personId,
      contents: cipher.seal(planned.contents, id),
      dueAt: due,
      giveUpAt: new Date(due.getTime() + giveUpAfterMs),
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
