import { hash, verify } from '@node-rs/argon2';
import { passwordLength } from '../../protocol/desk-account-messages.ts';
import { foldName } from '../../../packages/folding/index.ts';
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
    return this.#inTurn(() => hash(comparable(password), parameters));
  }

  /**
   * Takes the same time with and without a stored hash.
   * @param stored null: no account, or one without a password
   * @throws {QueueFullError}
   */
  async matches(stored: string | null, password: string): Promise<boolean> {
    this.#nobodys ??= hash(crypto.randomUUID(), parameters);
    const against = stored ?? (await this.#nobodys);
    const isSame = await this.#inTurn(() => verify(against, comparable(password)));
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

/** Keyboards send the same letter in different forms (NIST SP 800-63B, 5.1.1.2). */
function comparable(password: string): string {
  return password.normalize('NFKC');
}

const fewestDifferent = 5;
const fewestBesideName = 8;

/** Returns why a password is refused, in a sentence; null when it is accepted. */
export async function faultOfPassword(
  password: string,
  account: { name: string; login: string },
): Promise<string | null> {
  if (!password.isWellFormed() || /\p{Cc}/u.test(password)) {
    return 'A password has letters, digits, signs and spaces only. Please choose another one.';
  }
  const characters = [...comparable(password)];
  const { least, most } = passwordLength;
  if (characters.length < least) {
    return `A password has at least ${least} characters. A few words in a row are easy to remember.`;
  }
  if (characters.length > most) return `A password has at most ${most} characters.`;
  if (new Set(characters).size < fewestDifferent) {
    return `A password has at least ${fewestDifferent} different characters. Please choose another one.`;
  }
  if (besideName(password, account) < fewestBesideName) {
    return `Beside your own name, a password has at least ${fewestBesideName} characters. Please choose another one.`;
  }
  if (await isCommon(password)) {
    return 'This is on a list of common passwords, which are tried first. A few words in a row are safer, and easy to remember.';
  }
  return null;
}

/**
 * Compares the whole password with common ones (NIST SP 800-63B-4, 3.1.1.2), because its parts may be common words.
 * Also compares it without digits and signs at its ends, and a repeated part once.
 */
async function isCommon(password: string): Promise<boolean> {
  // The dictionary has 49,000 entries, and passwords are rarely chosen, so it loads on demand.
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const common = new Set([...dictionary['passwords-common'], 'vestibule', 'envoy', 'reception']);
  const letters = foldName(password)
    .normalize('NFD')
    .replace(/[\p{M}\s._-]/gu, '');
  const bare = letters.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return runs.test(letters) || [letters, bare].some((text) => common.has(repeatedIn(text)));
}

/** Digits only, or keyboard rows one after the other. */
const runs =
  /^(?:\d+|(?:qwertyuiop|qwertzuiop|asdfghjkl|zxcvbnm|yxcvbnm|azertyuiop|qsdfghjklm|asdf|qwer|zxcv)+\d*)$/u;

/** `abab` → `ab`: returns the part that a text repeats. */
function repeatedIn(text: string): string {
  const length = (text + text).indexOf(text, 1);
  return length > 0 ? text.slice(0, length) : text;
}

/** Returns how many characters remain without the account's name, its words and its login. */
function besideName(password: string, { name, login }: { name: string; login: string }): number {
  const whole = [name, login].map(foldName);
  const words = whole.flatMap((text) => text.split(/[^\p{L}\p{N}\p{M}]+/u));
  const own = [...whole, ...words].filter((text) => [...text].length >= 3);
  let left = foldName(password);
  for (const text of own.sort((a, b) => b.length - a.length)) left = left.replaceAll(text, '');
  return [...left.replace(/\s/gu, '')].length;
}
