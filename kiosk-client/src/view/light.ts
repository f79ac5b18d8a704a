import type { LightSequence } from '../../../server/protocol/challenge-messages.ts';
import { element } from './element.ts';

/** Fade time in milliseconds, so that nothing flashes. */
const fade = 120;
const colours = { warm: 'var(--warm)', cool: 'var(--cool)' } as const;

/** The screen's border, which shows tints while the dot moves; a face in front of the screen reflects them. */
export class Light {
  readonly element = element('div', { class: 'light', 'aria-hidden': 'true', hidden: '' });
  private shown = 'null';

  /** Starts when the sequence differs from the shown one; null hides the border. */
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

/** False with reduced motion: the border then stays still, and the page tells the service. */
export function mayShowLight(): boolean {
  return !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
