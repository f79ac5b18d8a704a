/** Well below the patience of whoever watches. */
const everyMs = 5000;

/**
 * Shows whoever started the browser that the page is alive: its title changes while its event loop runs
 * (`vestibule-kiosk` reads it, and starts a page again that hangs). Nobody sees a title in full screen.
 */
export function startBeat(): void {
  let isOdd = false;
  setInterval(() => {
    isOdd = !isOdd;
    document.title = isOdd ? 'Vestibule .' : 'Vestibule ..';
  }, everyMs);
}
