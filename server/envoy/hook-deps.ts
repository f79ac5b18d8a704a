import type { Arrivals } from '../desk/arrivals/expected-visits.ts';
import type { SignIns } from '../sign-in/sign-ins.ts';
import type { Installs } from './installs.ts';
import type { UnreadSignIns } from './unread-sign-ins.ts';

/** What the listener works with. It may change: each call takes what is there then. */
export interface HookDeps {
  /** Whether a visitor who signs in now could be let in; else everyone is held. */
  decides: () => Promise<boolean>;
  signIns: Pick<SignIns, 'answer'>;
  /** Told of what is signed and cannot be read. */
  unread: Pick<UnreadSignIns, 'note' | 'noteMisdirected'>;
  /** Null while the store is out of reach. */
  installs: Installs | null;
  /** Told who is invited. Null while the store is out of reach. */
  arrivals: Arrivals | null;
  /** Called when the visitor let in by an entry of Envoy's log has left. Null while the store is out of reach. */
  signedOut: ((entryId: string, at: Date | null) => Promise<unknown>) | null;
}
