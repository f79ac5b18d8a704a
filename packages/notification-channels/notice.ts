/** What people are to read, as plain text that may include other people's words. A channel formats it. */
export interface Notice {
  title: string;
  facts: readonly (readonly [label: string, value: string])[];
  why: string | null;
  whatToDo: string;
  /** Texts with their line breaks; only e-mail shows them. */
  texts?: readonly string[];
  /** Language tag; default: English. */
  language?: string;
  /** How the language is written; default: from left to right. */
  direction?: 'ltr' | 'rtl';
}

/** A notice to send. */
export interface NoticeMessage {
  /** The same at every try; letters and digits. */
  id: string;
  createdAt: Date;
  notice: Notice;
}

/** A way to reach people. */
export interface NoticeChannel<M extends NoticeMessage = NoticeMessage> {
  /** Tries once. @throws {DeliveryError} */
  send(message: M, signal: AbortSignal): Promise<void>;
}
