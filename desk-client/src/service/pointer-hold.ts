import { signal } from '@preact/signals';

/** A pointer that rests for this long no longer aims at a button. */
const heldForMs = 10_000;
/** By then, a finger that was on its way has touched the screen. */
const heldAfterTouchMs = 1500;

/** Whether a pointer is over a part of the page, and may be on its way to a button there. */
export class PointerHold {
  readonly isHeld = signal(false);
  #release = 0;

  /** Call this while a pointer is over the part. */
  hold({ pointerType }: PointerEvent): void {
    window.clearTimeout(this.#release);
    this.isHeld.value = true;
    const isMouse = pointerType === 'mouse';
    this.#release = window.setTimeout(() => this.release(), isMouse ? heldForMs : heldAfterTouchMs);
  }

  /** Call this when the pointer has left the part. A lifted finger may return, so its hold continues. */
  release(event?: PointerEvent): void {
    if (event && event.pointerType !== 'mouse') return;
    window.clearTimeout(this.#release);
    this.isHeld.value = false;
  }

  /** Handlers for the element of the part. */
  get handlers() {
    const hold = (event: PointerEvent) => this.hold(event);
    return {
      // The pointer may enter without a move, when an element above disappears.
      onPointerEnter: hold,
      onPointerMove: hold,
      onPointerDown: hold,
      onPointerLeave: (event: PointerEvent) => this.release(event),
    };
  }
}
