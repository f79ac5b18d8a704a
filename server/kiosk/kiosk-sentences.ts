import { ProjectDataFile } from '../config/data-file.ts';
import type { Language } from '../protocol/languages.ts';
import type { Sentences } from '../protocol/sentences.ts';

/**
 * The sentences of the lobby screen's page, for code outside the page. @throws {OperatorError} naming a malformed
 * line
 */
export function kioskSentences(language: Language = 'en'): Sentences {
  return new ProjectDataFile(`server/kiosk/data/screen-${language}.txt`).sentences(language);
}
