import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Refusal } from '../cli/answer.ts';

/** A photo of the collection that is measured. */
export interface SetPhoto {
  /** Relative to the collection's folder, with `/`. */
  file: string;
  person: string;
  /** Which camera or studio it comes from; null when nothing is known of that. */
  source: string | null;
  /** A group of people to be reported apart; null without a label file. */
  group: string | null;
}

const isPhoto = /\.(jpe?g|png|webp)$/i;

/**
 * The photos of a folder: `person/photo.jpg`, or files side by side, each of another person, whose
 * names begin with their source (`studio_anna.jpg`) where several share it.
 */
export async function photosIn(root: string): Promise<SetPhoto[]> {
  const files = await readdir(root, { recursive: true }).catch(() => {
    throw new Refusal('no_folder', `The folder ${root} cannot be read. Give the folder of photos.`);
  });
  const photos = files
    .filter((file) => isPhoto.test(file))
    .map((file) => file.split(path.sep).join('/'))
    .sort();
  if (photos.length === 0) {
    throw new Refusal(
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

/** `studio` of `studio_anna.jpg`, for files that lie side by side. */
function prefixOf(file: string): string | null {
  if (file.includes('/')) return null;
  return /^([^_]+)_/.exec(file)?.[1] ?? null;
}
