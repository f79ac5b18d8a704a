import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ProjectDataFile, sentenceLines } from '../../server/config/data-file.ts';
import { projectRoot } from '../../server/config/environment.ts';

/** Keys whose sentences the service has in English, and the desk in the other languages. */
export const deskByCode = /^(why|todo|said|mistake|finding|about|amiss|remark)\./;

/** The rows of a file of sentences: key and sentence. */
export function sentenceRows(file: string): [string, string][] {
  return new ProjectDataFile(file).rows(sentenceLines).map(([key = '', text = '']) => [key, text]);
}

/** Returns the blanks of a sentence. */
export function blanksOf(sentence: string): string[] {
  return [...sentence.matchAll(/\{\w+\}/g)].map(String).sort();
}

/** Returns the text of all sources in these folders. */
export function sourcesIn(...folders: string[]): string {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => path.join(projectRoot, folder, name)),
  );
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}
