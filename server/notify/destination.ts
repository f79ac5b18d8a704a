import type { Notice, NoticeChannel } from '#notification-channels';
import type { Decision } from '../sign-in/decision.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { Outcome } from '../protocol/desk-messages.ts';
import type { Db } from '../store/schema.ts';
import type { MessageContents } from './message-contents.ts';

/** A destination of messages. The outbox keeps planned messages until they are delivered or given up. */
export interface Destination {
  /** Unique and stable over restarts: the outbox and the labels of metrics use this name. */
  readonly name: string;
  /** The address without secrets. Shows whether a changed destination sends elsewhere. */
  readonly place: string;
  /**
   * The message about a decided sign-in, or null for none. Called in the transaction that stores the verdict, before
   * the answer, so it must be quick and may only read.
   */
  plan?(decision: Decision, signIn: SignInRequest, transaction: Db): Promise<PlannedMessage | null>;
  /** The event of a decision for machines, beside a message for people; null for none. Reads nothing. */
  planEvent?(decision: Decision, signIn: SignInRequest): PlannedMessage | null;
  /** The event of a visit that ended at the desk. */
  planEnd?(end: VisitEnd): PlannedMessage | null;
  /**
   * Delivers one message. After a kill, the message may be sent twice with the same `id`.
   * @throws {DeliveryError} when delivery failed; any other error causes a retry
   */
  send(outboxMessage: OutboxMessage, signal: AbortSignal): Promise<void>;
}

/** How a visit at the front desk ended. */
export interface VisitEnd {
  jobId: string;
  locationId: string | null;
  outcome: Outcome;
  at: Date;
}

/** Called for each ended visit, in the transaction that closes its card. */
export type VisitEndHook = (transaction: Db, end: VisitEnd) => Promise<void>;

export interface PlannedMessage {
  kind: string;
  /** Any JSON value. Encrypted at rest and deleted after sending. */
  contents: unknown;
}

export interface OutboxMessage {
  /** The same at every try; letters and digits. */
  id: string;
  kind: string;
  /** The planned contents; null when their encryption key is gone. */
  contents: unknown;
  createdAt: Date;
}

/** One message for people, as a channel sends it. */
export interface Message extends OutboxMessage {
  contents: MessageContents | null;
  notice: Notice;
}

/** A way to reach people. */
export interface Channel extends NoticeChannel<Message> {
  /** Shows how many visitors wait, if the channel can. */
  readonly number?: NumberShown;
}

/** A number that stays visible until it changes. */
export interface NumberShown {
  /** @throws {DeliveryError} */
  show(count: number, signal: AbortSignal): Promise<void>;
  /** Removes the number and everything else that the channel shows permanently. @throws {DeliveryError} */
  clear(signal: AbortSignal): Promise<void>;
}
