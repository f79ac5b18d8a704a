import { en } from './en.ts';
import { es } from './es.ts';
import type { Language } from './language.ts';
import type { Words } from './words.ts';

export const dictionary: Record<Language, Words> = { en, es };
