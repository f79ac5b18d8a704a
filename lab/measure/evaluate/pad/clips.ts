import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { splitJpegs } from '../../../simulate/frames.ts';

/** A sequence of pictures or a single picture, in the measured folder. */
export interface Clip {
  /** Its path in the folder, without an extension. */
  name: string;
  /** `genuine`, or the kind of attack. */
  kind: string;
  isPicture: boolean;
  /** @returns the encoded pictures in order */
  read(): Promise<Uint8Array[]>;
}

const isFilm = /\.mjpe?g$/i;
const isPicture = /\.(jpe?g|png|webp)$/i;
const isNumbered = /^\D*\d+\.jpe?g$/i;
/** This many numbered pictures in one folder, and nothing else, are the frames of a clip. */
const framesOfClip = 8;

/** Clips in `genuine` and `attack/KIND`, at any depth: `.mjpeg` films, folders of numbered JPEGs, pictures. */
export async function clipsIn(root: string): Promise<Clip[]> {
  const genuine = await clipsUnder(root, 'genuine', () => 'genuine');
  const attacks = await clipsUnder(root, 'attack', (parts) =>
    parts.length > 1 ? (parts[0] ?? 'attack') : 'attack',
  );
  return [...genuine, ...attacks];
}

async function clipsUnder(
  root: string,
  folder: string,
  kindOf: (parts: string[]) => string,
): Promise<Clip[]> {
  const top = path.join(root, folder);
  const found = await readdir(top, { recursive: true }).catch(() => []);
  const files = found.filter((file) => isFilm.test(file) || isPicture.test(file)).sort();
  const numbered = numberedFolders(files);
  const clips: Clip[] = [];
  for (const file of files) {
    const parts = file.split(path.sep);
    const inClip = numbered.get(path.dirname(file));
    // The first picture of a folder has already added the whole clip.
    if (inClip && inClip[0] !== file) continue;
    const name = path.join(folder, inClip ? path.dirname(file) : file.replace(/\.\w+$/, ''));
    clips.push({
      name,
      kind: kindOf(parts),
      isPicture: !inClip && isPicture.test(file),
      read: () => read((inClip ?? [file]).map((one) => path.join(top, one))),
    });
  }
  return clips;
}

/** Folders with only numbered JPEGs, and enough of them, with their files in order. */
function numberedFolders(files: readonly string[]): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const folder = path.dirname(file);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  for (const [folder, inside] of folders) {
    const isClip =
      inside.length >= framesOfClip && inside.every((file) => isNumbered.test(path.basename(file)));
    if (isClip) inside.sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
    else folders.delete(folder);
  }
  return folders;
}

async function read(files: readonly string[]): Promise<Uint8Array[]> {
  const contents = await Promise.all(files.map((file) => readFile(file)));
  return contents.flatMap((bytes, index) =>
    isFilm.test(files[index] ?? '') ? splitJpegs(bytes) : [bytes],
  );
}
