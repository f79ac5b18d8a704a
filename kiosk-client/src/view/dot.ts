import type { DotPath } from '#server/protocol/messages.ts';
import { element } from './element.ts';
import { icon } from './icons.ts';

/**
 * The dot that the visitor follows with the nose, over the whole figure, with an arrow in its direction. The movement
 * is the challenge itself, so the dot moves even with reduced motion; nothing else moves then.
 */
export class Dot {
  private readonly arrow = element('div', { class: 'dot-arrow' }, icon('upwards'));
  readonly element = element(
    'div',
    { class: 'dot', 'aria-hidden': 'true', hidden: '' },
    this.arrow,
  );
  private shown = 'null';

  /** Starts when the path differs from the shown one; null hides the dot. */
  show(path: DotPath | null): void {
    const wanted = JSON.stringify(path);
    if (wanted === this.shown) return;
    this.shown = wanted;
    this.element.toggleAttribute('hidden', path === null);
    for (const moved of [this.element, this.arrow]) {
      for (const animation of moved.getAnimations()) animation.cancel();
    }
    if (!path) return;
    const duration = path.at(-1)!.at;
    const timing = { duration, fill: 'forwards' } as const;
    this.element.animate(
      path.map((stop) => ({ transform: placeOf(stop), offset: stop.at / duration })),
      timing,
    );
    this.arrow.animate(
      path.slice(1).flatMap((to, index) => {
        const from = path[index]!;
        const keyframe = arrowOf(from, to);
        return [
          { ...keyframe, offset: from.at / duration },
          { ...keyframe, offset: to.at / duration },
        ];
      }),
      timing,
    );
  }
}

type Place = Pick<DotPath[number], 'x' | 'y'>;

/** At most to the edges of the figure. As in a mirror, the visitor's left is the screen's left. */
function placeOf({ x, y }: Place): string {
  return `translate(calc(${-x} * (50cqw - var(--size) / 2)), calc(${-y} * (50cqh - var(--size) / 2)))`;
}

function arrowOf(from: Place, to: Place) {
  const [right, down] = [from.x - to.x, from.y - to.y];
  const isStill = right === 0 && down === 0;
  return {
    opacity: isStill ? 0 : 1,
    transform: `rotate(${Math.round((Math.atan2(down, right) * 180) / Math.PI) + 90}deg)`,
  };
}
