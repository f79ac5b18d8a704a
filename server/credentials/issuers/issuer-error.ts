import { OperatorError } from '../../platform/operator-error.ts';

/** Why an issuer, its keys or its lists are unusable, in a sentence for the operator. */
export class IssuerError extends OperatorError {
  constructor(message: string) {
    super(message);
    this.name = 'IssuerError';
  }
}
