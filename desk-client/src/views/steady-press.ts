import { useRef } from 'preact/hooks';

/** A finger that moved farther has left the button on purpose. */
const leftPixels = 12;

/**
 * Handlers for a list whose entries come and go while somebody presses: a press counts for the button that was
 * under the finger when it came down, or for none, whatever has moved there since.
 */
export function useSteadyPress() {
  const pressed = useRef<{ button: Element | null; x: number; y: number } | null>(null);
  const buttonOf = ({ target }: Event) =>
    target instanceof Element ? target.closest('button, a') : null;
  return {
    onPointerDownCapture: (event: PointerEvent) => {
      pressed.current = { button: buttonOf(event), x: event.clientX, y: event.clientY };
    },
    onPointerUpCapture: (event: PointerEvent) => {
      const down = pressed.current;
      // Of what came down and up on the same button, the browser itself makes a click.
      if (!down || down.button === buttonOf(event)) return;
      pressed.current = null;
      const hasLeft = Math.hypot(event.clientX - down.x, event.clientY - down.y) > leftPixels;
      const { button } = down;
      if (!hasLeft && button instanceof HTMLElement && button.isConnected) button.click();
    },
  };
}
