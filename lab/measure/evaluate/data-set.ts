import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { RefusalError } from '../../../scripts/terminal/answer.ts';
import { readGiven } from '../../../scripts/terminal/given-file.ts';

/** A photo of the measured collection. */
export interface SetPhoto {
  /** Path relative to the collection's folder, with `/`. */
  file: string;
  person: string;
  /** The camera or studio of the photo; null if unknown. */
  source: string | null;
  /** A group that is reported separately; null without a label file. */
  group: string | null;
}

const isPhoto = /\.(jpe?g|png|webp)$/i;

/**
 * The photos of a folder: `person/photo.jpg`, or files side by side, each of another person. Names of such files
 * begin with the source (`studio_anna.jpg`) if several share it.
 */
export async function photosIn(root: string): Promise<SetPhoto[]> {
  const files = await readdir(root, { recursive: true }).catch(() => {
    throw new RefusalError(
      'no_folder',
      `The folder ${root} cannot be read. Give the folder of photos.`,
    );
  });
  const photos = files
    .filter((file) => isPhoto.test(file))
    .map((file) => file.split(path.sep).join('/'))
    .sort();
  if (photos.length === 0) {
    throw new RefusalError(
      'no_photos',
      `There are no photos in ${root}. It must hold person/photo.jpg, or one photo of each person.`,
    );
  }
  const prefixes = new Map<string, number>();
  for (const file of photos) {
    const prefix = prefixOf(file);
    if (prefix) prefixes.set(prefix, (prefixes.get(prefix) ?? 0) + 1);
  }
  return photos.map((file) => {
    const prefix = prefixOf(file);
    const isShared = prefix !== null && prefixes.get(prefix)! > 1;
    const folder = path.posix.dirname(file);
    return {
      file,
      person: folder === '.' ? file : folder,
      source: isShared ? prefix : null,
      group: null,
    };
  });
}

/** Returns `studio` for `studio_anna.jpg`, for files side by side. */
function prefixOf(file: string): string | null {
  if (file.includes('/')) return null;
  return /^([^_]+)_/.exec(file)?.[1] ?? null;
}

/**
 * Sets the sources and groups of photos from a file with the columns `path`, `source`, `group`. A path may be complete
 * or a common prefix; the longest match counts.
 */
export function labelledPhotos(photos: readonly SetPhoto[], file: string): SetPhoto[] {
  const text = readGiven(file, { code: 'no_labels' }).toString();
  const labels = recordsIn(text, ['path', 'source', 'group'], file);
  labels.sort((one, other) => other['path']!.length - one['path']!.length);
  const unused = labels.find(({ path }) => !photos.some((photo) => photo.file.startsWith(path!)));
  if (unused) {
    throw new RefusalError(
      'label_unused',
      `No photo begins with "${unused['path']}", which the label file names. Paths are relative to the folder of photos.`,
    );
  }
  return photos.map((photo) => {
    const label = labels.find(({ path }) => photo.file.startsWith(path!));
    return label
      ? { ...photo, source: label['source'] || photo.source, group: label['group'] || null }
      : photo;
  });
}

/** Two photos to compare, and whether they show one person. */
export interface PhotoPair {
  fold: string;
  same: boolean;
  a: string;
  b: string;
}

/** Reads a list of pairs in LFW's form: columns `fold`, `same` (0 or 1), `a`, `b` (paths). */
export function readPairs(file: string, photos: readonly SetPhoto[]): PhotoPair[] {
  const text = readGiven(file, { code: 'no_pairs' }).toString();
  const known = new Set(photos.map((photo) => photo.file));
  return recordsIn(text, ['fold', 'same', 'a', 'b'], file).map(({ fold, same, a, b }, index) => {
    const strange = [a, b].find((photo) => !known.has(photo!));
    if (strange !== undefined || (same !== '0' && same !== '1')) {
      const what = strange === undefined ? `"${same}" is neither 0 nor 1` : `no photo "${strange}"`;
      throw new RefusalError(
        'bad_pair',
        `Pair ${index + 1} of ${file} cannot be used: ${what}. Columns are fold, same (0 or 1), a and b, separated by tabs.`,
      );
    }
    return { fold: fold!, same: same === '1', a: a!, b: b! };
  });
}

/** Parses tab-separated rows as records of these columns; skips a heading. */
function recordsIn(
  text: string,
  columns: readonly string[],
  file: string,
): Record<string, string>[] {
  let rows: string[][];
  try {
    rows = parse(text, {
      delimiter: '\t',
      trim: true,
      skip_empty_lines: true,
      quote: null,
      relax_column_count_less: true,
    });
  } catch (error) {
    throw new RefusalError('bad_table', `${file} is not a tab-separated table: ${String(error)}`);
  }
  const [first] = rows;
  const body = first && columns.every((name, at) => first[at] === name) ? rows.slice(1) : rows;
  return body.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at] ?? ''])));
}
