/** Configuration files that are shown before they are written. See README.md. */
export { changedLines, changesTo, type Change, type PlannedFile } from './changes.ts';
export { EnvFileError, valuesIn, withValues } from './env-file.ts';
export { writeFiles, type WriteTarget } from './write-files.ts';
