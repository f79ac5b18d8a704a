import * as known from '#server/protocol/languages.ts';
import type { Language } from '#server/protocol/languages.ts';
import { Sentences, type FluentMessages, type Values } from '#server/protocol/sentences.ts';

/** One file for each language. The page contains none of them. */
const files = import.meta.glob<string>('../../../dist/languages/screen-*.json', {
  query: '?url',
  import: 'default',
  eager: true,
});

const timing = { loadMs: 10_000, retryMs: 3000 };

const loaded = new Map<Language, Sentences>();
let current: Language = 'en';
let spoken = new Sentences(current, {});

/** Loads the sentences of a language; tries again until the service answers. */
export async function loadLanguage(language: Language): Promise<void> {
  const messages = await fetchMessages(language).catch(() => null);
  if (messages) {
    loaded.set(language, new Sentences(language, messages));
    return;
  }
  await new Promise((done) => window.setTimeout(done, timing.retryMs));
  await loadLanguage(language);
}

/** Loads all other languages: then the page can change its language while the service is away. */
export async function loadOtherLanguages(): Promise<void> {
  for (const language of known.languages) {
    if (!loaded.has(language)) await loadLanguage(language);
  }
}

async function fetchMessages(language: Language): Promise<FluentMessages | null> {
  const file = files[`../../../dist/languages/screen-${language}.json`]!;
  const response = await fetch(file, { signal: AbortSignal.timeout(timing.loadMs) });
  return response.ok ? ((await response.json()) as FluentMessages) : null;
}

/**
 * Sets the page's language, unless it is still being loaded; existing drawings stay unchanged. Returns the language
 * that the page speaks.
 */
export function speak(language: Language): Language {
  const sentences = loaded.get(language);
  if (!sentences) return current;
  current = language;
  spoken = sentences;
  document.documentElement.lang = language;
  document.documentElement.dir = known.directionOf(language);
  return current;
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
  const language = known.languageOf(tag);
  if (language) return known.ownNameOf(language);
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
}
