/** Well below the watcher's timeout. */
const everyMs = 5000;

/**
 * Shows `vestibule-kiosk` that the page is alive: the title changes while its event loop runs. The program restarts a
 * page that hangs. A title does not show in full screen.
 */
export function startBeat(): void {
  let isOdd = false;
  setInterval(() => {
    isOdd = !isOdd;
    document.title = isOdd ? 'Vestibule .' : 'Vestibule ..';
  }, everyMs);
}
/** Keeps the screen on, for browsers that can and as long as the page is to be seen. */
export function keepAwake(): void {
  if (!('wakeLock' in navigator)) return;
  const request = () => {
    if (document.visibilityState !== 'visible') return;
    // Refused on a low battery, for example; the lobby screen then follows its own settings.
    navigator.wakeLock.request('screen').catch(() => undefined);
  };
  // A hidden page loses its lock and has to ask again.
  document.addEventListener('visibilitychange', request);
  request();
}
const key = 'vestibule.reloaded';

/** Reloads the page to get a newer one. False when that was tried before and did not help. */
export function reloadOnce(): boolean {
  if (sessionStorage.getItem(key)) return false;
  sessionStorage.setItem(key, 'yes');
  location.reload();
  return true;
}

/** To be called when page and service understand each other. */
export function forgetReload(): void {
  sessionStorage.removeItem(key);
}
