type ListErrorCode =
  /** It cannot be read at all. */
  | 'list_unreadable'
  /** It is something else than what it was said to be. */
  | 'list_of_another_format'
  /** It ends too early. */
  | 'list_cut_off'
  /** It has far fewer entries than the one in force. */
  | 'list_shrunk';

/** Why an official list was not imported, in a sentence that says what to do next. */
export class ListError extends Error {
  readonly code: ListErrorCode;

  constructor(code: ListErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ListError';
    this.code = code;
  }
}
