import type { OutboxMessage } from '../destination.ts';
import type { MessageContents, Notice } from '../notice.ts';

/** One message for people, as a channel sends it. */
export interface Message extends OutboxMessage {
  contents: MessageContents | null;
  notice: Notice;
}

/** A way to reach people. */
export interface Channel {
  /** @throws {DeliveryFault} */
  send(message: Message, signal: AbortSignal): Promise<void>;
}
