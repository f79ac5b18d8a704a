import type { ConsentState } from '../../../../server/protocol/desk-people-messages.ts';

export const consentWords: Record<ConsentState, string> = {
  stands: 'in force',
  outdated: 'to another text: ask again',
  withdrawn: 'withdrawn',
  run_out: 'has run out',
};

/** As the reader writes it. */
export function day(iso: string | null): string | null {
  return iso === null ? null : new Date(iso).toLocaleDateString();
}
