import { DataFile } from '../config/data-file.ts';
import type { Language } from '../protocol/languages.ts';
import { Sentences } from '../protocol/sentences.ts';

const lines = { like: /^[a-z_]+ \| [^|]+$/u, example: 'who | Who' };
const read = new Map<Language, Sentences>();

/** What a mail says that somebody at the desk has sent, in their language. @throws {OperatorError} naming a line that is not like the others */
export function mailSentences(language: Language): Sentences {
  const file = new DataFile(`server/notify/data/mail-${language}.txt`);
  const locale = language === 'en' ? 'en-GB' : language;
  const known = read.get(language) ?? new Sentences(locale, file.lines(lines).join('\n'));
  read.set(language, known);
  return known;
}
