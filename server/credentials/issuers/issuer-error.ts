/** Why an issuer or its keys cannot be trusted as they are, in a sentence for the operator. */
export class IssuerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'IssuerError';
  }
}
