import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, type Message } from '@fluent/syntax';
import { projectRoot } from '#server/config/environment.ts';
import { messagesIn, placeholdersOf } from '#server/config/language-files.ts';
import { languages, type Language } from '#server/protocol/languages.ts';
import { RefusalError } from '../scripts/terminal/answer.ts';

/** Messages whose English the service itself has, in the code that says it. The desk looks up the others by a code. */
export const saidByService = /^desk-(said|mistake|finding|about|amiss)-/;

export interface LanguageGaps {
  language: Language;
  /** Messages that the language lacks, which are shown in English. */
  missing: string[];
  /** What a translator has to correct: each with its message or line. */
  faults: string[];
  /** Of all messages, in percent. */
  missingPercent: number;
}

/** Compares each language with English. */
export function findGaps(): LanguageGaps[] {
  const english = messagesIn('en');
  const byService = languages
    .flatMap((language) => Object.keys(messagesIn(language)))
    .filter((id) => saidByService.test(id));
  const all = new Set([...Object.keys(english), ...byService]);
  return languages.map((language) => {
    const own = messagesIn(language);
    const lacking = [...all].filter((id) => !Object.hasOwn(own, id));
    const missing = lacking.filter((id) => language !== 'en' || !saidByService.test(id));
    const unknown = Object.keys(own).filter((id) => !all.has(id));
    const faults = [
      ...syntaxFaults(language),
      ...unknown.map((id) => `${id}: English has no such message`),
      ...Object.keys(english)
        .filter((id) => Object.hasOwn(own, id) && !hasSameValues(own[id]!, english[id]!))
        .map((id) => `${id}: asks for other values than English`),
    ];
    return { language, missing, faults, missingPercent: (100 * missing.length) / all.size };
  });
}

const releasedPercent = 2;

/** @throws {RefusalError} `languages_incomplete` when a release would show too much in English, or has a fault */
export function refuseGaps(gaps: readonly LanguageGaps[]): void {
  const refused = gaps.filter(
    ({ missingPercent, faults }) => missingPercent > releasedPercent || faults.length > 0,
  );
  if (refused.length === 0) return;
  const names = refused.map(({ language }) => language).join(', ');
  throw new RefusalError(
    'languages_incomplete',
    `A language lacks more than ${releasedPercent} % of the messages, or has a fault: ${names}. "npm run languages" lists them.`,
  );
}

type Parsed = ReturnType<typeof messagesIn>[string];

/** One visitor needs no number. A command, and a time in English words, are for the reader of English. */
const leftOut = new Set(['count', 'command', 'when']);

function hasSameValues(own: Parsed, english: Parsed): boolean {
  const namesIn = (message: Parsed) =>
    [...placeholdersOf(message)].filter((name) => !leftOut.has(name));
  return namesIn(own).sort().join() === namesIn(english).sort().join();
}

/** What the service and the pages would leave out without a word: lines that are no message, and doubles. */
function syntaxFaults(language: Language): string[] {
  const text = readFileSync(path.join(projectRoot, 'languages', `${language}.ftl`), 'utf8');
  const { body } = parse(text, {});
  const junk = body.filter((entry) => entry.type === 'Junk');
  const ids = body
    .filter((entry): entry is Message => entry.type === 'Message')
    .map(({ id }) => id.name);
  return [
    ...junk.map(({ content }) => `not readable: ${content.slice(0, 60).trim()}`),
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `${id}: is there twice`),
  ];
}
