/** Reads names of people and companies, writes them in Latin letters, and compares them. See README.md. */
export { DataFileError } from '#base/files';
export { nameFits, type DocumentName } from './fit.ts';
export { mixesScripts } from './look-alikes.ts';
export { isNameLike, lookAlikeTest, lookSearches, storedLooks, type LookSearch } from './looks.ts';
export { defaultThreshold, NameIndex, type NameHit } from './name-index.ts';
export type { NameKind, ParsedName } from './parse-name.ts';
export {
  ParsedNamesReader,
  ParsedNamesWriter,
  parserRules,
  type ParsedEntry,
  type ParsedListedName,
} from './stored-names.ts';
export { isReadWhole, isUnreadable, nameWords, type Word } from './words.ts';
