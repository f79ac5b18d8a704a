import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { PhotoReport } from '#face';
import type { EnrolmentPhoto } from '#server/people/photos.ts';
import { oneLine } from '#base/text';
import { alarming, cautious, withMark } from './text.ts';

/** Larger than any camera's photo. */
const maxMegabytes = 60;

/** Includes HEIC and others, so that they get a refusal instead of being skipped silently. */
const pictureName = /\.(jpe?g|png|webp|heic|heif|avif|tiff?|bmp|gif)$/iu;

const noPhotos = new Error('There are no photos in this folder.');

/** A named photo file. @param folder base of a relative name */
export function photoFile(name: string, folder: string): EnrolmentPhoto {
  return { label: name, read: () => readPhoto(path.resolve(folder, name)) };
}

/** The photo files for a name: the file itself, or all pictures in the folder, in the order of their names. */
export async function photoFilesIn(name: string, folder: string): Promise<EnrolmentPhoto[]> {
  const entries = await readdir(path.resolve(folder, name)).catch(
    (error: NodeJS.ErrnoException) => error,
  );
  if (entries instanceof Error) {
    if (entries.code === 'ENOTDIR' || entries.code === 'ENOENT') return [photoFile(name, folder)];
    // A name that the file system rejects must not end the import of the others.
    return [{ label: name, read: () => Promise.reject(inWords(entries)) }];
  }
  const pictures = entries.filter((entry) => pictureName.test(entry) && !entry.startsWith('.'));
  if (pictures.length === 0) return [{ label: name, read: () => Promise.reject(noPhotos) }];
  return pictures.sort().map((entry) => photoFile(path.join(name, entry), folder));
}

async function readPhoto(file: string): Promise<Uint8Array> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw new Error('This is a folder. Give the photos in it.');
    if (!found.isFile()) throw new Error('This is not a file.');
    if (found.size === 0) throw new Error('This file is empty.');
    if (found.size > maxMegabytes * 1e6) {
      const size = Math.round(found.size / 1e6);
      throw new Error(
        `This file has ${size} MB; up to ${maxMegabytes} are accepted. Save the photo smaller.`,
      );
    }
    return await readFile(file);
  } catch (error) {
    throw inWords(error as NodeJS.ErrnoException);
  }
}

function inWords(error: NodeJS.ErrnoException): Error {
  switch (error.code) {
    case undefined:
      return error;
    case 'ENOENT':
      return new Error('There is no such file.');
    case 'EACCES':
    case 'EPERM':
      return new Error('You may not read this file.');
    default:
      return new Error(`This file cannot be read (${error.code}).`);
  }
}

/** Lines about photos: every fault of a refused photo, and a note beside a good one. */
export function photoLines(photos: readonly PhotoReport[]): string[] {
  return photos.flatMap((photo) => {
    switch (photo.state) {
      case 'refused':
        return photo.findings.map(({ explanation }) =>
          line(alarming('✗'), photo.label, explanation),
        );
      case 'repeated':
        return [line(cautious('!'), photo.label, photo.explanation)];
      case 'good':
        return photo.notes.map(({ explanation }) => line(cautious('!'), photo.label, explanation));
    }
  });
}

function line(mark: string, label: string, text: string): string {
  return withMark(mark, `${oneLine(label)}: ${text}`);
}
