/** A file that an operator writes and a running service follows. See README.md. */
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
export { WatchedFile, type WatchedFileOptions } from './watched-file.ts';
export { readYaml, type YamlSource } from './yaml-source.ts';
