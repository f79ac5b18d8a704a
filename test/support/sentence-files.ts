import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ProjectDataFile, sentenceLines } from '../../server/config/data-file.ts';
import { projectRoot } from '../../server/config/environment.ts';

/** What the service says in English itself, and the desk says in the other languages by a code. */
export const deskByCode = /^(why|todo|said|mistake|finding|about|amiss|remark)\./;

/** The rows of a file of sentences: key and sentence. */
export function sentenceRows(file: string): [string, string][] {
  return new ProjectDataFile(file).rows(sentenceLines).map(([key = '', text = '']) => [key, text]);
}

/** What is filled in. */
export function blanksOf(sentence: string): string[] {
  return [...sentence.matchAll(/\{\w+\}/g)].map(String).sort();
}

/** All sources in these folders. */
export function sourcesIn(...folders: string[]): string {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => path.join(projectRoot, folder, name)),
  );
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}
