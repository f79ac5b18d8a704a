import { languageOf, languages, type Language } from '../../../server/protocol/languages.ts';
import { Sentences, type Values } from '../../../server/protocol/sentences.ts';

/** All of them are in the page: it goes on speaking, and changes its language, while the service is away. */
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

/** Has the page speak it; what is drawn already stays as it is. */
export function speak(language: Language): void {
  spoken = sentences.get(language)!;
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

/** A sentence of the page. */
export function say(key: string, values?: Values): string {
  return spoken.say(key, values);
}

/** One that calls the visitor by name, where there is a name and a place for it. */
export function sayTo(visitor: string | null, key: string): string {
  return spoken.sayTo(visitor, key);
}

/** The items of a list. */
export function sayList(key: string): string[] {
  return spoken.list(key);
}

/** A language, in the language; also one that the page does not speak. */
export function nameOf(tag: string): string {
  const language = languageOf(tag);
  if (language) return sentences.get(language)!.say('language.name');
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
}

/** In which it is written. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return sentences.get(language)!.isRightToLeft ? 'rtl' : 'ltr';
}
