import { element } from './element.ts';

/** A screen reader needs about this long for a sentence; what changes sooner is not worth starting on. */
const settleMs = 600;

/** Says what has stayed on the screen for a moment, and nothing twice in a row. */
export class Announcer {
  readonly element = element('p', {
    class: 'only-spoken',
    role: 'status',
    'aria-live': 'polite',
    'aria-atomic': 'true',
  });
  private timer = 0;

  say(text: string): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (this.element.textContent !== text) this.element.textContent = text;
    }, settleMs);
  }
}
