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

/** A problem with the model files; the message says how to fix it. */
export class ModelsError extends CodedError<ModelsErrorCode> {}
