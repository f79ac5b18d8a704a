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
