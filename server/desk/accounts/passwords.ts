import { hash, verify } from '@node-rs/argon2';
import { passwordLength } from '../../protocol/desk-account-messages.ts';
import { foldName } from '../../platform/text.ts';
import { BoundedQueue } from '../../platform/work-queue.ts';

/** The first of the equal settings in OWASP's Password Storage Cheat Sheet; the algorithm is Argon2id. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** One of libuv's four threads, whose others are for files and names; and one core of two at most. */
const maxAtOnce = 1;
/** About a second of work. */
const maxWaiting = 16;

/**
 * Hashes and compares passwords in a thread of the pool, few at once: log-ins never take from held
 * sign-ins more than that.
 */
export class Passwords {
  readonly #queue = new BoundedQueue({
    atOnce: maxAtOnce,
    ofOneOwner: maxAtOnce,
    waiting: maxWaiting,
  });
  /** Of a password that no one has, to compare with where there is no account. */
  #nobodys: Promise<string> | undefined;

  get isBusy(): boolean {
    return this.#queue.isFull;
  }

  /** @throws {QueueFullError} */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(comparable(password), parameters));
  }

  /**
   * Takes as long where there is nothing to compare with.
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

/** Why a password cannot be taken, in a sentence; null when it can. */
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
 * The whole password, as NIST SP 800-63B-4 asks (3.1.1.2), and not its parts, for words may be common:
 * as it stands, without digits and signs around it, and as one that is repeated.
 */
async function isCommon(password: string): Promise<boolean> {
  // 49,000 of them; few ever choose a password.
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const common = new Set([...dictionary['passwords-common'], 'vestibule', 'envoy', 'reception']);
  const letters = foldName(password)
    .normalize('NFD')
    .replace(/[\p{M}\s._-]/gu, '');
  const bare = letters.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return runs.test(letters) || [letters, bare].some((text) => common.has(repeatedIn(text)));
}

/** Digits in a row, and rows of a keyboard one after the other. */
const runs =
  /^(?:\d+|(?:qwertyuiop|qwertzuiop|asdfghjkl|zxcvbnm|yxcvbnm|azertyuiop|qsdfghjklm|asdf|qwer|zxcv)+\d*)$/u;

/** `abab` → `ab`: the part of which a text is nothing but repetitions. */
function repeatedIn(text: string): string {
  const length = (text + text).indexOf(text, 1);
  return length > 0 ? text.slice(0, length) : text;
}

/** How many characters are left without the account's name, its words and its login. */
function besideName(password: string, { name, login }: { name: string; login: string }): number {
  const whole = [name, login].map(foldName);
  const words = whole.flatMap((text) => text.split(/[^\p{L}\p{N}\p{M}]+/u));
  const own = [...whole, ...words].filter((text) => [...text].length >= 3);
  let left = foldName(password);
  for (const text of own.sort((a, b) => b.length - a.length)) left = left.replaceAll(text, '');
  return [...left.replace(/\s/gu, '')].length;
}
