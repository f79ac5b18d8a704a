/** Says why a password is too weak. */
import { foldName } from '#base/text';

/** What a password has to meet beside the rules. */
export interface PasswordLimits {
  /** Characters. */
  least: number;
  most: number;
  /** Words that count as common passwords, in small letters: the product's name and the like. */
  common: readonly string[];
}

/** Returns the form to hash: keyboards send the same letter in different forms (NIST SP 800-63B, 5.1.1.2). */
export function comparablePassword(password: string): string {
  return password.normalize('NFKC');
}

const fewestDifferent = 5;
const fewestBesideName = 8;

/** Returns why a password is refused, in a sentence; null when it is accepted. */
export async function weaknessOf(
  password: string,
  account: { name: string; login: string },
  { least, most, common }: PasswordLimits,
): Promise<string | null> {
  if (!password.isWellFormed() || /\p{Cc}/u.test(password)) {
    return 'A password has letters, digits, signs and spaces only. Please choose another one.';
  }
  const characters = [...comparablePassword(password)];
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
  if (await isCommon(password, common)) {
    return 'This is on a list of common passwords, which are tried first. A few words in a row are safer, and easy to remember.';
  }
  return null;
}

/**
 * Compares the whole password with common ones (NIST SP 800-63B-4, 3.1.1.2), because its parts may be common words.
 * Also compares it without digits and signs at its ends, and a repeated part once.
 */
async function isCommon(password: string, more: readonly string[]): Promise<boolean> {
  // The dictionary has 49,000 entries, and passwords are rarely chosen, so it loads on demand.
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const common = new Set([...dictionary['passwords-common'], ...more]);
  const letters = foldName(password)
    .normalize('NFD')
    .replace(/[\p{M}\s._-]/gu, '');
  const bare = letters.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return runs.test(letters) || [letters, bare].some((text) => common.has(findRepeated(text)));
}

/** Digits only, or keyboard rows one after the other. */
const runs =
  /^(?:\d+|(?:qwertyuiop|qwertzuiop|asdfghjkl|zxcvbnm|yxcvbnm|azertyuiop|qsdfghjklm|asdf|qwer|zxcv)+\d*)$/u;

/** `abab` → `ab`: returns the part that a text repeats. */
function findRepeated(text: string): string {
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
