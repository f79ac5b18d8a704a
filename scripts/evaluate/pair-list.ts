import { readFile } from 'node:fs/promises';
import { Refusal } from '../cli/answer.ts';
import { recordsIn } from './tab-separated.ts';
import type { SetPhoto } from './data-set.ts';

/** Two photos to compare, and whether they show one person. */
export interface Pair {
  fold: string;
  same: boolean;
  a: string;
  b: string;
}

/** Reads a list of pairs, as that of LFW: columns `fold`, `same` (0 or 1), `a`, `b` (paths). */
export async function readPairs(file: string, photos: readonly SetPhoto[]): Promise<Pair[]> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Refusal('no_pairs', `The list of pairs ${file} cannot be read.`);
  });
  const known = new Set(photos.map((photo) => photo.file));
  return recordsIn(text, ['fold', 'same', 'a', 'b'], file).map(({ fold, same, a, b }, index) => {
    const strange = [a, b].find((photo) => !known.has(photo!));
    if (strange !== undefined || (same !== '0' && same !== '1')) {
      const what = strange === undefined ? `"${same}" is neither 0 nor 1` : `no photo "${strange}"`;
      throw new Refusal(
        'bad_pair',
        `Pair ${index + 1} of ${file} cannot be used: ${what}. Columns are fold, same (0 or 1), a and b, separated by tabs.`,
      );
    }
    return { fold: fold!, same: same === '1', a: a!, b: b! };
  });
}
