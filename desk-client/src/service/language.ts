import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { EnrolAnswer, PhotoJudged } from '../../../server/protocol/desk-people-messages.ts';
import { chooseLanguage, languageOf, type Language } from '../../../server/protocol/languages.ts';
import { Sentences, type Values } from '../../../server/protocol/sentences.ts';
import { withoutCommands } from '../../../server/protocol/terminal.ts';

/** Each is a file of its own, which is asked for when it is needed. */
const files = import.meta.glob<string>('../../../server/desk/data/desk-*.txt', {
  query: '?url',
  import: 'default',
  eager: true,
});

const spoken = signal(new Sentences('en', ''));

const storedAs = 'vestibule-desk-language';

/** Of the browser: what the page speaks before anyone has logged in, and to everybody who has chosen nothing. */
export function browserLanguage(): Language {
  return chooseLanguage([localStorage.getItem(storedAs), ...navigator.languages]);
}

/** Of all who use this browser and have chosen none for their account. */
export async function setBrowserLanguage(language: Language): Promise<void> {
  localStorage.setItem(storedAs, language);
  await speak(language);
}

/** As the reader writes numbers and dates. */
export function locale(): string {
  return spoken.value.locale;
}

/** Has the page speak it. Rejects when its sentences cannot be read; then all stays as it is. */
export async function speak(language: Language): Promise<void> {
  const { lang } = document.documentElement;
  if (lang === language && spoken.value.keys.length > 0) return;
  const response = await fetch(files[`../../../server/desk/data/desk-${language}.txt`]!);
  if (!response.ok) throw new Error(`no sentences in ${language}`);
  const text = await response.text();
  const own = navigator.languages.find((tag) => languageOf(tag) === language);
  const sentences = new Sentences(own ?? language, text);
  document.documentElement.lang = language;
  document.documentElement.dir = sentences.isRightToLeft ? 'rtl' : 'ltr';
  spoken.value = sentences;
}

/** A sentence of the page. */
export function say(key: string, values?: Values): string {
  return spoken.value.say(key, values);
}

/** The same with parts of the page in it. */
export function saying(key: string, values: Record<string, ComponentChildren>) {
  return spoken.value
    .parts(key, values['count'])
    ?.map((part, i) => (i % 2 === 0 ? part : values[part]));
}

/** What the service says by a code, or in its own English where nobody has foreseen it. */
export function serviceText(key: string, english: string, values?: Values): string {
  return (
    spoken.value.find(key, values) ??
    (withoutCommands(english) || (english && 'Tell your administrator.'))
  );
}

/** The same, or null in a language that lacks it: English has what the service says from the service alone. */
export function translation(key: string, values?: Values): string | null {
  return spoken.value.find(key, values);
}

/** An answer that is a sentence. */
export function answerText({ message, code, values }: Answer): string {
  return serviceText(`said.${code}`, message, values);
}

type Found = PhotoJudged['findings'][number];
type Explained = Pick<EnrolAnswer['mistakes'][number], 'code' | 'explanation' | 'values'>;

interface Answer {
  message: string;
  code?: string | undefined;
  values?: Values | undefined;
}

/** What is wrong with an enrolment. */
export function mistakeWords({ code, explanation, values }: Explained): string {
  return serviceText(`mistake.${code}`, explanation, values);
}

/** What was found in a photo. */
export function findingWords({ code, explanation, value, threshold }: Found): string {
  const values = { value: value ?? 0, threshold: threshold ?? 0 };
  return serviceText(`finding.${code}`, explanation, values);
}

/** Several facts one after the other. */
export function joinList(facts: readonly (string | null | undefined | false)[]): string {
  return facts.filter(Boolean).join(' · ');
}
