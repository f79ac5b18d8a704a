/**
 * The languages of pages, mails and exports, each by its own name. A new one is a line here and its file in
 * `languages/`.
 */
const known = {
  en: { name: 'English' },
  es: { name: 'Español' },
  fr: { name: 'Français' },
  de: { name: 'Deutsch' },
  pt: { name: 'Português' },
  ja: { name: '日本語' },
  ar: { name: 'العربية', isRightToLeft: true },
} as const satisfies Record<string, { name: string; isRightToLeft?: true }>;

export type Language = keyof typeof known;
export const languages = Object.keys(known) as Language[];

/** Returns the first supported language of `wanted` (tags such as `es-MX`); otherwise English. */
export function chooseLanguage(wanted: readonly (string | null)[]): Language {
  return wanted.map(languageOf).find((language) => language !== null) ?? 'en';
}

/** Returns the supported language for a tag; null when there is none. */
export function languageOf(tag: string | null): Language | null {
  const base = tag?.toLowerCase().split('-')[0];
  return languages.find((language) => language === base) ?? null;
}

/** Returns a language's name in that language. */
export function ownNameOf(language: Language): string {
  return known[language].name;
}

/** Returns the direction in which a language is written. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return 'isRightToLeft' in known[language] ? 'rtl' : 'ltr';
}
