import { readFile } from 'node:fs/promises';
import { Refusal } from '../cli/answer.ts';
import { recordsIn } from './tab-separated.ts';
import type { SetPhoto } from './data-set.ts';

/**
 * Puts sources and groups on photos from a file with the columns `path`, `source`, `group`, where a
 * path may be a whole one or the beginning of several; the longest that fits counts.
 */
export async function labelled(photos: readonly SetPhoto[], file: string): Promise<SetPhoto[]> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Refusal('no_labels', `The label file ${file} cannot be read.`);
  });
  const labels = recordsIn(text, ['path', 'source', 'group'], file);
  labels.sort((one, other) => other['path']!.length - one['path']!.length);
  const unused = labels.find(({ path }) => !photos.some((photo) => photo.file.startsWith(path!)));
  if (unused) {
    throw new Refusal(
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
