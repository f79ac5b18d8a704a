import { QueryError } from '../store-error.ts';

/**
 * Who gets a connection when all are in use: anyone who asked first. Apart from pg's pool, which knows one
 * limit for two things: a turn, which comes when others are done, and a server that does not answer.
 */
export class ConnectionTurns {
  #free: number;
  readonly #turnMs: number;
  readonly #waiting = new Set<() => void>();

  /** @param turnMs how long a turn is waited for */
  constructor(connections: number, turnMs: number) {
    this.#free = connections;
    this.#turnMs = turnMs;
  }

  /** Resolves with what is to be called, once, when the connection is free again. @throws {QueryError} */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free--;
    else await this.#turn();
    return () => this.#give();
  }

  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const come = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(come);
        reject(new QueryError('no_turn', 'All connections to PostgreSQL are in use.'));
      }, this.#turnMs);
      this.#waiting.add(come);
    });
  }

  #give(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#free++;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
