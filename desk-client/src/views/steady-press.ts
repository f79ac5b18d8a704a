/** A finger that moved farther has left the button on purpose. */
const leftPixels = 12;

/**
 * Handlers for a list whose entries come and go while somebody presses: a press counts for the button that was
 * under the finger when it came down, or for none, whatever has moved there since.
 */
export const steadyPress = {
  onPointerDownCapture: (down: PointerEvent) => {
    const button = buttonOf(down);
    const come = (up: PointerEvent) => {
      // Of what came down and up on the same button, the browser itself makes a click.
      if (button === null || button === buttonOf(up)) return;
      const hasLeft = Math.hypot(up.clientX - down.clientX, up.clientY - down.clientY) > leftPixels;
      if (!hasLeft && button.isConnected) button.click();
    };
    // The list may have become so short that the finger is not over it any more.
    window.addEventListener('pointerup', come, { capture: true, once: true });
  },
};

function buttonOf({ target }: Event): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('button, a') : null;
}
