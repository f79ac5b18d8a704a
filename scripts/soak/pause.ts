import type { Answer } from '../simulate/send-signed.ts';

/** What a sign-in that was a failed try is called in the visitor log. */
const failures = ['"no match"', '"other person"', '"spoof suspected"'];
const failuresInARow = 5;
const pauseMs = 30_000;
/** The failure was stored a moment before its answer was here, and asked for a moment before that. */
const onItsWayMs = 1000;

/** Knows from the answers when the pause after five failures is due, so that a wrong one shows. */
export class Pause {
  #failures = 0;
  #latestAt = -Infinity;

  /**
   * Takes note of an answer. @returns whether "locked out" would be, or is, right for it
   * @param now in milliseconds, when the answer came
   */
  see({ status, body, milliseconds }: Answer, now: number): boolean {
    const begun = now - milliseconds;
    const isDue = this.#failures >= failuresInARow && begun - this.#latestAt < pauseMs + onItsWayMs;
    if (status === 200) {
      this.#failures = 0;
    } else if (failures.some((words) => body.includes(words))) {
      this.#failures++;
      this.#latestAt = now;
    }
    return isDue;
  }
}
