import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { EnrolAnswer, PhotoJudged } from '#server/protocol/desk-people-messages.ts';
import {
  chooseLanguage,
  directionOf,
  languageOf,
  type Language,
} from '#server/protocol/languages.ts';
import { Sentences, type FluentMessages, type Values } from '#server/protocol/sentences.ts';
import { withoutCommands } from '#server/protocol/terminal.ts';

/** One file for each language, which the page loads when it needs that language. */
const files = import.meta.glob<string>('../../../dist/languages/desk-*.json', {
  query: '?url',
  import: 'default',
  eager: true,
});
/** The sentences of the later views. */
const laterFiles = import.meta.glob<string>('../../../dist/languages/later-*.json', {
  query: '?url',
  import: 'default',
  eager: true,
});

const spoken = signal(new Sentences('en', {}));
/** Whether the later views need their sentences. */
let isWhole = false;

const storedAs = 'vestibule-desk-language';

/** The browser's language. It applies before a log-in, and to accounts that have chosen none. */
export function browserLanguage(): Language {
  return chooseLanguage([localStorage.getItem(storedAs), ...navigator.languages]);
}

/** Sets the language for all accounts in this browser that have chosen none. */
export async function setBrowserLanguage(language: Language): Promise<void> {
  localStorage.setItem(storedAs, language);
  await speak(language);
}

/** The locale in which the reader writes numbers and dates. */
export function locale(): string {
  return spoken.value.locale;
}

/** Switches the page to a language. Rejects when its sentences cannot be read; the page then stays the same. */
export async function speak(language: Language): Promise<void> {
  const { lang } = document.documentElement;
  if (lang === language && wanted === language && spoken.value.keys.length > 0) return;
  await read(language);
}

/** Loads the sentences of the later views, too. */
export async function speakWhole(): Promise<void> {
  isWhole = true;
  await read(wanted);
}

let wanted: Language = 'en';
let reads = 0;

async function read(language: Language): Promise<void> {
  const number = ++reads;
  wanted = language;
  const paths = [files[`../../../dist/languages/desk-${language}.json`]!];
  if (isWhole) paths.push(laterFiles[`../../../dist/languages/later-${language}.json`]!);
  const parts = await Promise.all(paths.map(messagesAt));
  // The reader has chosen another language in the meantime.
  if (number !== reads) return;
  const own = navigator.languages.find((tag) => languageOf(tag) === language);
  const messages = Object.assign({}, ...parts) as FluentMessages;
  const sentences = new Sentences(own ?? language, messages);
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  spoken.value = sentences;
}

async function messagesAt(path: string): Promise<FluentMessages> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`no sentences at ${path}`);
  return (await response.json()) as FluentMessages;
}

/** A sentence of the page. */
export function say(key: string, values?: Values): string {
  return spoken.value.say(key, values);
}

/** A sentence that contains parts of the page. */
export function saying(key: string, values: Record<string, ComponentChildren>) {
  return spoken.value.parts(key, values)?.map((part, i) => (i % 2 === 0 ? part : values[part]));
}

/** Returns the service's text by its code, or the service's English where the page does not know the code. */
export function serviceText(key: string, english: string, values?: Values): string {
  return (
    spoken.value.find(key, values) ??
    (withoutCommands(english) || (english && 'Tell your administrator.'))
  );
}

/** Returns a translation, or null in a language that lacks the key. English texts are only in the service. */
export function translation(key: string, values?: Values): string | null {
  return spoken.value.find(key, values);
}

/** Returns the sentence of an answer. */
export function answerText({ message, code, values }: Answer): string {
  return serviceText(`said-${code}`, message, values);
}

type Found = PhotoJudged['findings'][number];
type Explained = Pick<EnrolAnswer['mistakes'][number], 'code' | 'explanation' | 'values'>;

interface Answer {
  message: string;
  code?: string | undefined;
  values?: Values | undefined;
}

/** Returns the words for a fault of an enrolment. */
export function mistakeWords({ code, explanation, values }: Explained): string {
  return serviceText(`mistake-${code}`, explanation, values);
}

/** Returns the words for a finding in a photo. */
export function findingWords({ code, explanation, value, threshold }: Found): string {
  const values = { value: value ?? 0, threshold: threshold ?? 0 };
  return serviceText(`finding-${code}`, explanation, values);
}

/** Joins several facts in one line. */
export function joinList(facts: readonly (string | null | undefined | false)[]): string {
  return facts.filter(Boolean).join(' · ');
}
