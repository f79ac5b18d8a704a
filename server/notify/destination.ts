import type { Decision } from '../sign-in/decision.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { Outcome } from '../protocol/desk-messages.ts';
import type { Db } from '../store/schema.ts';
import type { Notice } from './notice.ts';
import type { MessageContents } from './message-contents.ts';

/** Where messages go. The outbox keeps what is planned until it was delivered, or given up. */
export interface Destination {
  /** Unique, and the same after every restart: the outbox and the labels of metrics use it. */
  readonly name: string;
  /** Where it leads, without secrets: when another one comes in its place, whether that is elsewhere. */
  readonly place: string;
  /**
   * What of a decided sign-in to send there; null for nothing. Called in the transaction that stores
   * the verdict, before it is given, so it must be quick and may only read.
   */
  plan?(decision: Decision, signIn: SignInRequest, transaction: Db): Promise<PlannedMessage | null>;
  /** The event of a decision that machines get there, beside a message to people; null for none. Reads nothing. */
  planEvent?(decision: Decision, signIn: SignInRequest): PlannedMessage | null;
  /** The same of a visit that ended at the desk. */
  planEnd?(end: VisitEnd): PlannedMessage | null;
  /**
   * Delivers one message. It may come twice when the process was killed in between; `letter.id` is
   * the same then. @throws {DeliveryError} when it could not; anything else thrown is tried again
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

/** Told of each, in the transaction that closes its card. */
export type VisitEndHook = (transaction: Db, end: VisitEnd) => Promise<void>;

export interface PlannedMessage {
  kind: string;
  /** Anything that JSON can hold. Encrypted at rest, and deleted when it was sent. */
  contents: unknown;
  /** Not sent before; default: as soon as the sign-in was answered. */
  notBefore?: Date;
}

export interface OutboxMessage {
  /** The same at every try; letters and digits. */
  id: string;
  kind: string;
  /** What was planned; null when the key that it was encrypted with is gone. */
  contents: unknown;
  createdAt: Date;
}

/** One message for people, as a channel sends it. */
export interface Message extends OutboxMessage {
  contents: MessageContents | null;
  notice: Notice;
}

/** A way to reach people. */
export interface Channel {
  /** @throws {DeliveryError} */
  send(message: Message, signal: AbortSignal): Promise<void>;
  /** Where how many visitors wait can be shown. */
  readonly number?: NumberShown;
}

/** A number that stands somewhere until it is another. */
export interface NumberShown {
  /** @throws {DeliveryError} */
  show(count: number, signal: AbortSignal): Promise<void>;
  /** Takes away what shows it, and what the channel shows beside it. @throws {DeliveryError} */
  clear(signal: AbortSignal): Promise<void>;
}
