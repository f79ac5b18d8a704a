import path from 'node:path';
import { DataFile } from '#base/files';
import { projectRoot } from '#server/config/environment.ts';

/** The rows of a specimen of the demo: a label, and text or base64. */
export function specimenRows(file: string): string[][] {
  return new DataFile(file).rows({
    like: /^[\w ]+ \| [\w+/=]+$/,
    example: 'file 011e | YBZfAQ==',
  });
}

export function specimenPath(name: string): string {
  return path.join(projectRoot, 'lab/trial/data', name);
}
