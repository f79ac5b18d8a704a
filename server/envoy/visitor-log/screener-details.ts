import { oneLine } from '../../platform/printable.ts';
import type { Decision } from '../../sign-in/decision.ts';
import { framesOf, inWords, noteOf, outcomeOf } from './words.ts';

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
          ...noteOf(reason, evidence.note).map((note) => field('Note', note)),
        ],
      },
      matches: checks.map((outcome) => ({
        headers: { name: 'Check', value: outcome.check },
        'visible-fields-count': 2,
        fields: [
          field('Said', outcomeOf(outcome)),
          ...noteOf(outcome.reason, outcome.note).map((note) => field('Note', note)),
        ],
      })),
    },
  };
}

function field(name: string, value: string) {
  return { name, value: oneLine(value), type: 'text' as const };
}
