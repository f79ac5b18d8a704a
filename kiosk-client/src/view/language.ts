import { languageOf, languages, type Language } from '../../../server/protocol/languages.ts';
import { Sentences, type Values } from '../../../server/protocol/sentences.ts';

/** The page contains all languages, so it can speak and change its language while the service is away. */
const files = import.meta.glob<string>('../../../server/kiosk/data/screen-*.txt', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const sentences = new Map(
  languages.map((language) => [
    language,
    new Sentences(language, files[`../../../server/kiosk/data/screen-${language}.txt`]!),
  ]),
);

let spoken = sentences.get('en')!;

/** Sets the page's language; existing drawings stay unchanged. */
export function speak(language: Language): void {
  spoken = sentences.get(language)!;
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

/** Returns a sentence of the page. */
export function say(key: string, values?: Values): string {
  return spoken.say(key, values);
}

/** Returns the sentence with the visitor's name, when the name is known and such a sentence exists. */
export function sayTo(visitor: string | null, key: string): string {
  return spoken.sayTo(visitor, key);
}

/** Returns the items of a list. */
export function sayList(key: string): string[] {
  return spoken.list(key);
}

/** Returns a language's name in that language, also for languages that the page does not speak. */
export function nameOf(tag: string): string {
  const language = languageOf(tag);
  if (language) return sentences.get(language)!.say('language.name');
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
}

/** Returns the language's writing direction. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return sentences.get(language)!.isRightToLeft ? 'rtl' : 'ltr';
}
