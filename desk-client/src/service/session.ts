import { computed, signal } from '@preact/signals';
import { DeskSession, type PreferencesRequest } from '#server/protocol/desk-account-messages.ts';
import { ask, RefusedRequestError } from './api.ts';
import { clearDrafts } from './drafts.ts';
import { queue } from './queue.ts';
import { browserLanguage, speak } from './language.ts';

type SessionState = DeskSession | 'opening' | 'unreachable';

export const session = signal<SessionState>('opening');

/** The session of the account that is logged in; null without one. */
export const ownSession = computed(() => {
  const current = session.value;
  return typeof current !== 'string' && current.signedIn ? current : null;
});

/** When the service ended this page's session, which the log-in form says; null after a log-out. */
export const endedAt = signal<string | null>(null);

/** The login of whose drafts are kept. */
let draftsOf: string | null = null;

const retryMs = 3000;

/** Whether a user is logged in and the session has not expired. Afterwards, nobody may read names here. */
function isAtWork(): boolean {
  const expiresAt = ownSession.value?.expiresAt;
  return expiresAt !== undefined && Date.parse(expiresAt) > Date.now() + queue.clockOffset.value;
}

/** Asks for this browser's session until the service answers. */
export async function openSession(): Promise<void> {
  try {
    await take(await ask('/desk/api/me', DeskSession));
  } catch {
    // A person at work keeps the page and the typed text. The page says that it is out of date.
    if (!isAtWork()) {
      queue.stop();
      session.value = 'unreachable';
    }
    window.setTimeout(() => void openSession(), retryMs);
  }
}

/** @throws {RefusedRequestError} */
export async function logIn(account: string, password: string): Promise<void> {
  await take(
    await ask('/desk/api/login', DeskSession, { method: 'POST', body: { account, password } }),
  );
}

/** Stores the preferences with the account, for every browser. @throws {RefusedRequestError} */
export async function setPreferences(preferences: PreferencesRequest): Promise<void> {
  const body = preferences;
  const next = await ask('/desk/api/preferences', DeskSession, { method: 'PUT', body });
  if (next.signedIn) await speak(next.user.language ?? browserLanguage()).catch(() => {});
  session.value = next;
}

/** Checks that the link can still set a password. @throws {RefusedRequestError} with the next step when it cannot */
export async function checkLink(link: string): Promise<void> {
  await ask('/desk/api/link', DeskSession, { method: 'POST', body: { link } });
}

/** @param link the part of the address behind `#link=`. @throws {RefusedRequestError} */
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

/** Continues with the session that the service reports, in its user's language. */
async function take(next: DeskSession): Promise<void> {
  const chosen = next.signedIn ? next.user.language : null;
  // If the sentences cannot be read, the page keeps its language.
  await speak(chosen ?? browserLanguage()).catch(() => {});
  const hasEnded = ownSession.value !== null && !next.signedIn;
  const login = next.signedIn ? next.user.login : null;
  if (login === null || login !== draftsOf) clearDrafts();
  draftsOf = login;
  if (next.signedIn || hasEnded) endedAt.value = hasEnded ? new Date().toISOString() : null;
  session.value = next;
  if (next.signedIn) queue.start(() => void openSession());
  else queue.stop();
}
