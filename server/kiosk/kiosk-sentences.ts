import { ProjectDataFile } from '../config/data-file.ts';
import type { Language } from '../protocol/languages.ts';
import type { Sentences } from '../protocol/sentences.ts';

/**
 * Returns the sentences of the kiosk page, for code outside the page. @throws {OperatorError} that names a malformed
 * line
 */
export function kioskSentences(language: Language = 'en'): Sentences {
  return new ProjectDataFile(`server/kiosk/data/screen-${language}.txt`).sentences(language);
}
