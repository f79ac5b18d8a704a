import { systemTimer, type Timer } from '../platform/clock.ts';

/** So many long bodies are read at once. */
const mostAtOnce = 4;
/** A body that gets no turn for so long is not read. Envoy then still waits. */
const patienceMs = 5000;

/**
 * Lets few long bodies be read at once. Anybody can send long bodies in the form of Envoy's, and reading them takes the time
 * that genuine calls need. A genuine call is short, and is read at once.
 */
export class BodyTurns {
  readonly #timer: Pick<Timer, 'after'>;
  #underWay = 0;
  readonly #waiting = new Set<() => void>();

  constructor(timer: Pick<Timer, 'after'> = systemTimer) {
    this.#timer = timer;
  }

  /** Waits for a turn. @returns a function that ends the turn; null: there is none in time */
  async take(): Promise<(() => void) | null> {
    if (this.#underWay < mostAtOnce) {
      this.#underWay++;
    } else if (!(await this.#wait())) return null;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#pass();
    };
  }

  #wait(): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.#timer.after(patienceMs, () => {
        this.#waiting.delete(go);
        resolve(false);
      });
      const go = () => {
        cancel();
        this.#waiting.delete(go);
        resolve(true);
      };
      this.#waiting.add(go);
    });
  }

  /** The turn goes to the next. */
  #pass(): void {
    const [next] = this.#waiting;
    if (next) next();
    else this.#underWay--;
  }
}
