import type { LightSequence } from '../../../server/protocol/challenge-messages.ts';
import { element } from './element.ts';

/** Fades, in milliseconds: nothing flashes. */
const fade = 120;
const colours = { warm: 'var(--warm)', cool: 'var(--cool)' } as const;

/** The border of the screen, which shows tints while the dot moves: a face in front of it shows them, too. */
export class Light {
  readonly element = element('div', { class: 'light', 'aria-hidden': 'true', hidden: '' });
  private shown = 'null';

  /** Starts with another sequence than the one that is shown; null hides it. */
  show(sequence: LightSequence | null): void {
    const wanted = JSON.stringify(sequence);
    if (wanted === this.shown) return;
    this.shown = wanted;
    this.element.toggleAttribute('hidden', sequence === null);
    for (const animation of this.element.getAnimations()) animation.cancel();
    if (!sequence) return;
    const duration = sequence.at(-1)!.at + 1000;
    const frames = sequence.flatMap(({ tint, at }, index) => {
      const borderColor = colours[tint];
      const until = sequence[index + 1]?.at ?? duration;
      return [
        { borderColor, offset: (index === 0 ? 0 : at + fade) / duration },
        { borderColor, offset: until / duration },
      ];
    });
    this.element.animate(frames, { duration, fill: 'forwards' });
  }
}

/** Little motion is wanted: then the border keeps still, and the page says so to the service. */
export function mayShowLight(): boolean {
  return !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
