import { ProjectDataFile } from '../config/data-file.ts';
import type { Language } from '../protocol/languages.ts';
import type { Sentences } from '../protocol/sentences.ts';

const read = new Map<Language, Sentences>();

/** What a mail says that somebody at the desk has sent, in their language. @throws {OperatorError} naming a line that is not like the others */
export function mailSentences(language: Language): Sentences {
  const file = `server/notify/data/mail-${language}.txt`;
  const known =
    read.get(language) ??
    new ProjectDataFile(file).sentences(language === 'en' ? 'en-GB' : language);
  read.set(language, known);
  return known;
}
