import type { Decision } from '../../sign-in/decision.ts';
import { framesOf, inWords, outcomeOf } from './words.ts';

/** What staff see beside approve and reject: what was asked, and below it what each check said. */
export function screenerDetails(decision: Decision) {
  const { reason, evidence, checks } = decision;
  return {
    type: 'json' as const,
    label: 'Screener Details',
    value: {
      input: {
        fields: [
          field('Reason', inWords(reason)),
          ...framesOf(decision).map((frames) => field('Frames seen', frames)),
          ...(evidence.note ? [field('Note', evidence.note)] : []),
        ],
      },
      matches: checks.map((outcome) => ({
        headers: { name: 'Check', value: outcome.check },
        'visible-fields-count': 2,
        fields: [
          field('Said', outcomeOf(outcome, reason)),
          ...(outcome.note ? [field('Note', outcome.note)] : []),
        ],
      })),
    },
  };
}

function field(name: string, value: string) {
  return { name, value, type: 'text' as const };
}
