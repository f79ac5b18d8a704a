import type { Arrivals } from '../desk/arrivals/expected-visits.ts';
import type { SignIns } from '../sign-in/sign-ins.ts';
import type { Forwarding } from './forwarding.ts';
import type { Installs } from './installs.ts';
import type { UnreadSignIns } from './unread-sign-ins.ts';

/** Dependencies of the listener. They may change: each call uses the present ones. */
export interface HookDeps {
  /** Whether a visitor who signs in now could be let in; otherwise everybody is held. */
  decides: () => Promise<boolean>;
  signIns: Pick<SignIns, 'answer'>;
  /** Passes sign-ins on to other instances; default: there are none. */
  forwarding?: Pick<Forwarding, 'receive'> | null;
  /** Notified about signed calls that cannot be read. */
  unread: Pick<UnreadSignIns, 'note'>;
  /** Null while the store is unavailable. */
  installs: Installs | null;
  /** Records invited visitors. Null while the store is unavailable. */
  arrivals: Arrivals | null;
  /** Called when an approved visitor of an Envoy log entry has left. Null while the store is unavailable. */
  signedOut: ((entryId: string, at: Date | null) => Promise<unknown>) | null;
}
