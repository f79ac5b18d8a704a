import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#server/config/environment.ts';
import { type SentenceGroup, messagesIn, placeholdersOf } from '#server/config/language-files.ts';
import type { Language } from '#server/protocol/languages.ts';
import { Sentences, type Values } from '#server/protocol/sentences.ts';

/** The sentences of a group that a language itself has, by key, with each value filled in by its name in braces. */
export function ownSentences(group: SentenceGroup, language: Language): Map<string, string> {
  const own = Object.entries(messagesIn(language)).filter(([id]) => id.startsWith(`${group}-`));
  const sentences = new Sentences('en', Object.fromEntries(own));
  return new Map(
    own.map(([id, message]) => {
      const names = [...placeholdersOf(message)];
      const values: Values = Object.fromEntries(names.map((name) => [name, `{${name}}`]));
      return [id.slice(group.length + 1), sentences.say(id, values)];
    }),
  );
}

/** Returns the blanks of a sentence. */
export function blanksOf(sentence: string): string[] {
  return [...sentence.matchAll(/\{\w+\}/g)].map(String).sort();
}

/** Returns the text of all sources in these folders. */
export function sourcesIn(...folders: string[]): string {
  return textIn(/\.tsx?$/, ...folders);
}

/** Returns the text of all files with such a name in these folders. */
export function textIn(name: RegExp, ...folders: string[]): string {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => name.test(file))
      .map((file) => path.join(projectRoot, folder, file)),
  );
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}
