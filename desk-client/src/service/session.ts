import { signal } from '@preact/signals';
import {
  DeskSession,
  type PreferencesRequest,
} from '../../../server/protocol/desk-account-messages.ts';
import { ask, RefusedRequestError } from './api.ts';
import { drafts } from './drafts.ts';
import { queue } from './queue.ts';
import { browserLanguage, speak } from './language.ts';

type SessionState = DeskSession | 'opening' | 'unreachable';

export const session = signal<SessionState>('opening');

/** When the service ended the session of this page, which the log-in says; null after a log-out. */
export const endedAt = signal<string | null>(null);

const retryMs = 3000;

/** Logged in, and not for longer than the session lasts: after that no one reads names here. */
function isAtWork(): boolean {
  const current = session.value;
  return (
    typeof current !== 'string' &&
    current.signedIn &&
    Date.parse(current.expiresAt) > Date.now() + queue.clockOffset.value
  );
}

/** Learns who is signed in by this browser, until the service answers. */
export async function openSession(): Promise<void> {
  try {
    await take(await ask('/desk/api/me', DeskSession));
  } catch {
    // A person at work keeps the page and what they typed: it says that it is out of date.
    if (!isAtWork()) {
      queue.stop();
      session.value = 'unreachable';
    }
    window.setTimeout(() => void openSession(), retryMs);
  }
}

/** @throws {Refusal} */
export async function logIn(account: string, password: string): Promise<void> {
  await take(
    await ask('/desk/api/login', DeskSession, { method: 'POST', body: { account, password } }),
  );
}

/** For the account, at every browser. @throws {RefusedRequestError} */
export async function setPreferences(preferences: PreferencesRequest): Promise<void> {
  const body = preferences;
  const next = await ask('/desk/api/preferences', DeskSession, { method: 'PUT', body });
  if (next.signedIn) await speak(next.user.language ?? browserLanguage()).catch(() => {});
  session.value = next;
}

/** Whether a password can still be set with it. @throws {RefusedRequestError} with what to do when it cannot */
export async function checkLink(link: string): Promise<void> {
  await ask('/desk/api/link', DeskSession, { method: 'POST', body: { link } });
}

/** @param link what stands behind `#link=` in the address. @throws {Refusal} */
export async function setPassword(link: string, password: string): Promise<void> {
  const body = { link, password };
  await take(await ask('/desk/api/set-password', DeskSession, { method: 'POST', body }));
  history.replaceState(null, '', location.pathname);
}

export async function logOut(): Promise<void> {
  queue.stop();
  session.value = 'opening';
  try {
    await take(await ask('/desk/api/logout', DeskSession, { method: 'POST', body: {} }));
  } catch (error) {
    if (error instanceof RefusedRequestError) await openSession();
  }
}

/** Goes on as anyone whom the service says is signed in, in their language. */
async function take(next: DeskSession): Promise<void> {
  const chosen = next.signedIn ? next.user.language : null;
  // Where it cannot be read, the page goes on in the language that it has.
  await speak(chosen ?? browserLanguage()).catch(() => {});
  const hasEnded = typeof session.value !== 'string' && session.value.signedIn && !next.signedIn;
  if (next.signedIn || hasEnded) endedAt.value = hasEnded ? new Date().toISOString() : null;
  session.value = next;
  if (next.signedIn) queue.start(() => void openSession());
  else {
    queue.stop();
    drafts.clear();
  }
}
