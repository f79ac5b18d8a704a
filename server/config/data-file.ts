import path from 'node:path';
import { DataFile } from '../../packages/data-file/index.ts';
import { Sentences } from '../protocol/sentences.ts';
import { projectRoot } from './environment.ts';

/** A text file with data inside the project. */
export class ProjectDataFile extends DataFile {
  /** @param file path relative to the project's folder */
  constructor(file: string) {
    super(path.resolve(projectRoot, file));
  }

  /** The sentences from lines such as `key | sentence`. @throws {DataFileError} with the number of a malformed line */
  sentences(locale: string): Sentences {
    return new Sentences(locale, this.lines(sentenceLines).join('\n'));
  }
}

export const sentenceLines = {
  like: /^[a-z_]+(\.[a-zA-Z_0-9]+)* \| [^|]+$/u,
  example: 'page.title | Front desk',
};
