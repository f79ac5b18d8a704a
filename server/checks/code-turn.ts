import type { CodeEntry, CodeScreen } from '../kiosk/capture.ts';
import type { CodeRequest } from '../protocol/code-messages.ts';

/** A code's turn in a shared capture: it is asked for when no other check needs the camera any more. */
export class CodeTurn implements CodeEntry {
  readonly #code: CodeEntry;
  readonly #isItsTurn: () => boolean;
  #screen: CodeScreen | null = null;
  /** The request that the screen does not show yet. */
  #waiting: CodeRequest | null = null;

  constructor(code: CodeEntry, isItsTurn: () => boolean) {
    this.#code = code;
    this.#isItsTurn = isItsTurn;
  }

  onCode(code: string | null): void {
    this.#code.onCode(code);
  }

  onScreen(screen: CodeScreen): void {
    this.#screen = screen;
    this.#code.onScreen({
      ask: (request) => {
        this.#waiting = request;
        this.ask();
      },
    });
  }

  /** Shows the request that waits, once it is its turn. Safe to call at any time. */
  ask(): void {
    const request = this.#waiting;
    if (!request || !this.#isItsTurn()) return;
    this.#waiting = null;
    this.#screen?.ask(request);
  }
}
