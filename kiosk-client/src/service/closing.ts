import { closeCodes } from '../../../server/protocol/messages.ts';

/** What a closed socket means for the page. */
export type Closing = 'lost' | 'revoked' | 'replaced' | 'outdated';

export function closingOf(code: number): Closing {
  switch (code) {
    case closeCodes.revoked:
      return 'revoked';
    case closeCodes.replaced:
      return 'replaced';
    case closeCodes.outdated:
      return 'outdated';
    default:
      return 'lost';
  }
}
