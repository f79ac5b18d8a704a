import { hash, verify } from '@node-rs/argon2';
import { comparablePassword, weaknessOf } from './password-rules.ts';
import { passwordLength } from '../../protocol/desk-account-messages.ts';
import { BoundedQueue } from '../../platform/work-queue.ts';

/** The first of the equivalent Argon2id settings in OWASP's Password Storage Cheat Sheet. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Takes one of libuv's four threads, because files and host names need the others, and one core of two. */
const maxAtOnce = 1;
/** The queue holds about a second of work. */
const maxWaiting = 16;

/**
 * Hashes and compares passwords in libuv's thread pool, one at a time, so that log-ins take little processor time from
 * sign-ins.
 */
export class Passwords {
  readonly #queue = new BoundedQueue({
    atOnce: maxAtOnce,
    ofOneOwner: maxAtOnce,
    waiting: maxWaiting,
  });
  /** The hash of a random password, for comparisons without an account. */
  #nobodys: Promise<string> | undefined;

  get isBusy(): boolean {
    return this.#queue.isFull;
  }

  /** @throws {QueueFullError} */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(comparablePassword(password), parameters));
  }

  /**
   * Takes the same time with and without a stored hash.
   * @param stored null: no account, or one without a password
   * @throws {QueueFullError}
   */
  async matches(stored: string | null, password: string): Promise<boolean> {
    this.#nobodys ??= hash(crypto.randomUUID(), parameters);
    const against = stored ?? (await this.#nobodys);
    const isSame = await this.#inTurn(() => verify(against, comparablePassword(password)));
    return isSame && stored !== null;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const leave = await this.#queue.enter('log-in');
    try {
      return await work();
    } finally {
      leave();
    }
  }
}

const ourWords = ['vestibule', 'envoy', 'reception'];

/** Returns why a password is refused, in a sentence; null when it is accepted. */
export function faultOfPassword(
  password: string,
  account: { name: string; login: string },
): Promise<string | null> {
  return weaknessOf(password, account, { ...passwordLength, common: ourWords });
}
