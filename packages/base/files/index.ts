/** Files and folders that are written whole or not at all, and temporary folders that do not stay. */
export { createFile, draftFile, replaceFile, type DraftedFile } from './atomic-file.ts';
export { createFolder } from './atomic-folder.ts';
export { expectOrdinaryFile, readOrdinaryFile } from './ordinary-file.ts';
export { syncFolder } from './sync-folder.ts';
export { makeTemporaryFolder } from './temporary-folder.ts';
export { unnamedFile, type UnnamedFile } from './unnamed-file.ts';
export {
  DataFile,
  DataFileError,
  dataIn,
  latinLetters,
  packageFolder,
  type LineFormat,
} from './data-file.ts';
