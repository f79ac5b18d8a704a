import path from 'node:path';
import { DataFile, packageFolder } from '#base/files';

export function labData(file: string): DataFile {
  return new DataFile(path.join(packageFolder('name-matching/lab/data'), file));
}
