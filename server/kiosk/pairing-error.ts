/** Why no pairing code was issued, in a sentence that says what to do. Nothing was changed. */
export class PairingError extends Error {
  readonly code: 'bad_name' | 'name_taken';

  constructor(code: PairingError['code'], message: string) {
    super(message);
    this.name = 'PairingError';
    this.code = code;
  }
}
