/** A file that an operator writes and a running service reads again on request. */
export {
  FileError,
  fileState,
  readFileText,
  type FileKind,
  type FilePlace,
  type FileState,
  type FileText,
  type FingerprintRecord,
} from './file-state.ts';
export { ReloadableFile, type ReloadableFileOptions } from './reloadable-file.ts';
export { readYaml, type YamlSource } from './yaml-source.ts';
