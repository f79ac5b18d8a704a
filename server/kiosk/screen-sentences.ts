import { DataFile } from '../config/data-file.ts';
import type { Language } from '../protocol/languages.ts';
import type { Sentences } from '../protocol/sentences.ts';

/** What the page of the lobby screen says, for whoever is no page. @throws {OperatorError} naming a line that is not like the others */
export function screenSentences(language: Language = 'en'): Sentences {
  return new DataFile(`server/kiosk/data/screen-${language}.txt`).sentences(language);
}
