import type { Alongside } from '../sign-in/ledger.ts';
import { recordEvent } from './record.ts';

/**
 * Puts every verdict on record as it is stored. About the sign-in, not the person: whose it was
 * stands in the sign-in alone, where erasure empties it.
 */
export const recordVerdict: Alongside = async (transaction, { jobId, verdict, reason }) => {
  await recordEvent(transaction, {
    action: 'sign_in_decided',
    actor: 'service',
    subject: jobId,
    details: { verdict, reason },
  });
};
