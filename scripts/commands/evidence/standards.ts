import { demands, type Demand } from './demands.ts';
import type { EvidenceReport } from './gather.ts';

/** What one installation answers to the demands of published standards, by its own settings. */
export function standards(evidence: EvidenceReport): Demand[] {
  const own: Partial<Record<keyof typeof demands, Partial<Demand>>> = {
    ...falseMatches(evidence),
    ...attacks(evidence),
    release: {
      because: `You keep an enrolment for ${evidence.retention.enrolmentDays} days without use. Publish it.`,
    },
    ...verification(evidence),
  };
  const names = Object.keys(demands) as (keyof typeof demands)[];
  return names.map((name) => ({ ...demands[name], ...own[name] }));
}

function falseMatches({ recogniser }: EvidenceReport) {
  if (/1e-4|1 in 10,000/.test(recogniser.thresholdSource)) return {};
  const because = 'The threshold is your own, and nothing says from which strangers it comes.';
  return { falseMatches: { standing: 'not measured', because } } as const;
}

function attacks({ policy }: EvidenceReport) {
  const modes = policy.liveness.map(({ mode }) => mode);
  const asksToMove = modes.length > 0 && modes.every((mode) => /active|thorough/.test(mode));
  if (asksToMove) return {};
  return { attacks: { because: 'Not every face that is looked at is asked to move.' } };
}

function verification({ policy }: EvidenceReport) {
  const usesFaceList = policy.rules.some(({ checks }) =>
    checks.some(({ name }) => name === 'watchlist'),
  );
  if (!usesFaceList) return {};
  const because =
    'Faces are also compared with others than the person named (a face list, or all who are enrolled). Take advice, because this is more than verification.';
  return { verification: { because } };
}
