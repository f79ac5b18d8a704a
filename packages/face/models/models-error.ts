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
export class ModelsError extends Error {
  readonly code: ModelsErrorCode;

  constructor(code: ModelsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ModelsError';
    this.code = code;
  }

  /** Returns the message for the operator, who can act on it and needs no stack. */
  operatorSentence(): string {
    return this.message;
  }
}
