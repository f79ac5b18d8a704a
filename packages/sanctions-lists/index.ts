/** Reads sanctions lists, judges whether an update is plausible, and finds people on them. See README.md. */
export { birthDatesIn, isOtherAge, isSameAge } from './birth-date.ts';
export { Countries } from './countries.ts';
export { downloadList, type FetchedFile } from './download.ts';
export { faultWords } from './download-faults.ts';
export { followable, followableNames, followableOf, type Followable } from './followable.ts';
export {
  ListError,
  type ListErrorCode,
  type ListedRecord,
  type ListFile,
  type ListFindings,
} from './format.ts';
export { ListCollection, type ListedEntry } from './list-collection.ts';
export { isListAmong, listLabel, listNamePattern } from './list-label.ts';
export {
  fieldComparisons,
  ListSearch,
  type EntryHit,
  type ListedWithNames,
  type NameSearch,
  type PersonQuery,
} from './list-search.ts';
export { ListTally } from './list-tally.ts';
export { expectUsableDate, publicationDate } from './publication-date.ts';
export {
  compareIdentities,
  compareListStates,
  type ComparedEntry,
  type ListLoss,
  type ListMoves,
} from './shape.ts';
export {
  isDated,
  listSources,
  publishers,
  readList,
  titleOf,
  type ListSource,
} from './publishers.ts';
