import { ar } from './ar.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import type { Language } from '../../../server/protocol/languages.ts';
import { pt } from './pt.ts';
import type { Words } from './words.ts';

export const dictionary: Record<Language, Words> = { en, es, fr, de, pt, ja, ar };
