import { skeleton } from '../../people/confusables.ts';
import { lettersForDigits } from '../../people/digits.ts';
import { mixesScripts } from '../../people/mixed-scripts.ts';

/**
 * What a person's name may be read as: as it is; with letters for the digits and signs in their place,
 * where a 1 may be an l or an i; and, where several scripts are mixed, as it looks.
 */
export function readingsOf(name: string): string[] {
  const readings = [name];
  // Full-width digits are digits, too.
  const text = name.normalize('NFKC');
  if (/[\p{N}@$€£+!|]/u.test(text)) {
    readings.push(lettersForDigits(text, 'l'), lettersForDigits(text, 'i'));
  }
  if (mixesScripts(text)) readings.push(skeleton(text));
  return [...new Set(readings)];
}
