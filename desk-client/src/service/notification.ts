import { signal } from '@preact/signals';
import type { OpenApproval } from '#server/protocol/desk-messages.ts';
import { say } from './language.ts';

const storedAs = 'vestibule-desk-notification';

/** Browsers offer notifications only on a secure connection. */
export const canNotify = 'Notification' in window;

export const notifies = signal(
  canNotify && Notification.permission === 'granted' && localStorage.getItem(storedAs) === 'on',
);
const notifications = new Map<string, Notification>();

/** Asks the browser for permission. The browser then asks the person at the desk. */
export async function switchNotification(on: boolean): Promise<void> {
  notifies.value = on;
  if (on && (await Notification.requestPermission()) !== 'granted') notifies.value = false;
  localStorage.setItem(storedAs, notifies.value ? 'on' : 'off');
}

/** Notifies while a request rings. The text contains no name, because it may appear on a locked screen. */
export function notifyOf(ringing: readonly OpenApproval[]): void {
  const ids = new Set(ringing.map(({ jobId }) => jobId));
  for (const [jobId, notification] of notifications) {
    if (ids.has(jobId)) continue;
    notification.close();
    notifications.delete(jobId);
  }
  if (!notifies.value) return;
  for (const { jobId } of ringing) {
    if (notifications.has(jobId)) continue;
    // Of several tabs with the same tag, one shows the notification.
    const options = { body: say('ring-notification_text'), tag: jobId };
    const notification = new Notification(say('ring-notification'), options);
    notification.addEventListener('click', () => window.focus());
    notifications.set(jobId, notification);
  }
}
