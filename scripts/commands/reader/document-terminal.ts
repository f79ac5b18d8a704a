/** What the agent needs of a reader; in tests a virtual chip lies on it. */
export interface DocumentTerminal {
  /** Whether a reader is plugged in. */
  readonly hasReader: boolean;
  /** Documents on all readers together. */
  readonly documents: number;
  /** Called when a reader or a document comes or goes. */
  onChanged: () => void;
  /** Sends a command to the one document. Rejects when it is gone. */
  transmit(apdu: Uint8Array): Promise<Uint8Array>;
  stop(): void;
}
