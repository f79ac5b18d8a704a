import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { splitJpegs } from './split-jpegs.ts';

/**
 * The JPEGs of a folder in the order of their names, or of a concatenation of JPEGs in one file.
 * @throws {Error} with a sentence when there is none.
 */
export async function readFrames(source: string): Promise<Uint8Array[]> {
  const found = await stat(source).catch(() => null);
  if (!found) throw new Error(`There is no file or folder ${source}.`);
  const files = found.isDirectory() ? await jpegsIn(source) : [source];
  const frames = (await Promise.all(files.map((file) => readFile(file)))).flatMap(splitJpegs);
  if (frames.length === 0) {
    throw new Error(
      found.isDirectory()
        ? `The folder ${source} has no pictures ending in .jpg or .jpeg.`
        : `The file ${source} has no JPEG in it. Give a JPEG, JPEGs one after the other, or a folder.`,
    );
  }
  return frames;
}

async function jpegsIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name)).sort();
  return names.map((name) => path.join(folder, name));
}
