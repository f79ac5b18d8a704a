import path from 'node:path';
import { DataFile, packageFolder } from '../data-file/index.ts';

/** The words that the rules know, as people edit them. */
export const nameDataFolder = packageFolder('name-matching/data');

/** @throws {DataFileError} where the file has a line that is not like the others */
export function nameData(file: string): DataFile {
  return new DataFile(path.join(nameDataFolder, file));
}
