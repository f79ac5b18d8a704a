/** Well below the watcher's timeout. */
const everyMs = 5000;

/**
 * Shows `vestibule-kiosk` that the page is alive: the title changes while its event loop runs. The program restarts a
 * page that hangs. In full screen, nobody sees the title.
 */
export function startBeat(): void {
  let isOdd = false;
  setInterval(() => {
    isOdd = !isOdd;
    document.title = isOdd ? 'Vestibule .' : 'Vestibule ..';
  }, everyMs);
}
/** Keeps the screen on while the page is visible, in browsers that support it. */
export function keepAwake(): void {
  if (!('wakeLock' in navigator)) return;
  const request = () => {
    if (document.visibilityState !== 'visible') return;
    // May be refused, for example on a low battery. The screen then follows the system's settings.
    navigator.wakeLock.request('screen').catch(() => undefined);
  };
  // A hidden page loses its lock, and must request it again.
  document.addEventListener('visibilitychange', request);
  request();
}
const key = 'vestibule.reloaded';

/** Reloads the page to get a newer version. False when that was already tried without success. */
export function reloadOnce(): boolean {
  if (sessionStorage.getItem(key)) return false;
  sessionStorage.setItem(key, 'yes');
  location.reload();
  return true;
}

/** Call this when page and service understand each other. */
export function forgetReload(): void {
  sessionStorage.removeItem(key);
}

const pageKey = 'vestibule.page';

/**
 * Returns a number that is higher than those of all earlier pages of this kiosk, even after the clock was set back. Of
 * two pages that are open at once, the service keeps the later one.
 */
export function nextPageNumber(): number {
  const earlier = Number(localStorage.getItem(pageKey) ?? 0);
  const number = Math.max(Date.now(), Number.isSafeInteger(earlier) ? earlier + 1 : 0);
  localStorage.setItem(pageKey, String(number));
  return number;
}
