import { CodedError } from '../../platform/operator-error.ts';

export type ModelsErrorCode =
  | 'bad_manifest'
  | 'unfit_model'
  | 'not_calibrated'
  | 'missing'
  | 'altered'
  | 'not_writable'
  | 'offline'
  | 'download_failed'
  | 'altered_download';

/** Something is wrong with the model files; the message says what to do about it. */
export class ModelsError extends CodedError<ModelsErrorCode> {}
