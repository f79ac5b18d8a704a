import path from 'node:path';
import { DataFile, packageFolder } from '#base/files';

/** The words that the rules use, in files that people edit. */
export const nameDataFolder = packageFolder('name-matching/data');

/** @throws {DataFileError} when a line of the file has another form than the others */
export function nameData(file: string): DataFile {
  return new DataFile(path.join(nameDataFolder, file));
}
