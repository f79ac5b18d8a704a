import path from 'node:path';
import { DataFile } from '../../packages/data-file/index.ts';
import { Sentences } from '../protocol/sentences.ts';
import { projectRoot } from './environment.ts';

/** A text file with data that lies in the project. */
export class ProjectDataFile extends DataFile {
  /** @param file relative to the project's folder */
  constructor(file: string) {
    super(path.resolve(projectRoot, file));
  }

  /** What it says, in lines such as `key | sentence`. @throws {DataFileError} naming one that is not like the others */
  sentences(locale: string): Sentences {
    return new Sentences(locale, this.lines(sentenceLines).join('\n'));
  }
}

export const sentenceLines = {
  like: /^[a-z_]+(\.[a-zA-Z_0-9]+)* \| [^|]+$/u,
  example: 'page.title | Front desk',
};
