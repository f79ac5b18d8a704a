import { en } from '../../kiosk-client/src/languages/en.ts';
import type { KioskClient } from './kiosk-client.ts';

/** Prints what a visitor would read on the screen of this kiosk, line by line. */
export function showScreen(kiosk: KioskClient, print: (line: string) => void): void {
  let visitor: string | null = null;
  let shown = '';
  kiosk.on('connected', ({ name }) => {
    print(`Connected as "${name}".`);
    print(`  ${en.idle.title}. ${en.idle.cameraOff}.`);
  });
  kiosk.on('capture', (capture) => {
    visitor = capture.visitor;
    shown = '';
    const { kicker, during } = en.capture.purposes[capture.purpose];
    print(`${kicker(visitor)}. ${during}`);
  });
  kiosk.on('guidance', (guidance, progress) => {
    const line = `  ${Math.round(progress * 100).toString()}%`.padEnd(8) + en.guidance[guidance];
    if (line !== shown) print(line);
    shown = line;
  });
  kiosk.on('captureEnd', () => print(`  ${en.thinking.title}. ${en.thinking.cameraOff}.`));
  kiosk.on('outcome', (message) => {
    const { title, lead } = en.outcomes[message];
    print(`${title(visitor)}. ${lead}`);
  });
  kiosk.on('disconnected', (code, reason) => {
    print(`${en.notConnected.title} (${code}${reason && `, ${reason}`}).`);
  });
}
