import type { Letter } from '../destination.ts';
import type { Contents, Notice } from '../notice.ts';

/** One message for people, as a channel sends it. */
export interface Message extends Letter {
  contents: Contents | null;
  notice: Notice;
}

/** A way to reach people. */
export interface Channel {
  /** @throws {DeliveryFault} */
  send(message: Message, signal: AbortSignal): Promise<void>;
}
