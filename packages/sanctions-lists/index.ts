/** Reads sanctions lists in their publishers' formats, and judges whether an update is plausible. See README.md. */
export { birthDatesIn, isOtherAge, isSameAge } from './birth-date.ts';
export {
  ListError,
  personsMissing,
  type ListErrorCode,
  type ListedRecord,
  type ListFile,
  type ListFindings,
  type Publisher,
} from './format.ts';
export { publicationDate } from './publication-date.ts';
export { compareListStates, type ComparedEntry, type ListLoss } from './shape.ts';
export { listSources, publishers, readList, titleOf, type ListSource } from './publishers.ts';
