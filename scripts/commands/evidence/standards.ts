import { worstAttack } from '../../../server/config/attack-results.ts';
import { failuresUntilOff } from '../../../server/people/tries-in-a-row.ts';
import { letInText } from '../../measure/statistics.ts';
import type { Evidence } from './gather.ts';

/** How an installation stands to one demand of a published standard. */
export interface Standing {
  standard: string;
  asks: string;
  /** `yours`: of the organisation that runs it, and not of a program. */
  standing: 'met' | 'not met' | 'not measured' | 'yours';
  because: string;
}

/** An approved share of which the upper bound is above this is too much (NIST SP 800-63B-4, 3.2.3.2). */
const mostAttacks = 7;

/** What can be said of an installation by its settings; docs/standards.md has the reasons. */
export function standards(evidence: Evidence): Standing[] {
  return [...nistStandings(evidence), ...otherStandings(evidence)];
}

function nistStandings(evidence: Evidence): Standing[] {
  const { recogniser, policy } = evidence;
  const nist = 'NIST SP 800-63B-4, 3.2.3';
  const modes = policy.liveness.map(({ mode }) => mode);
  const asksToMove = modes.length > 0 && modes.every((mode) => /active|thorough/.test(mode));
  const { attack, session } = worstAttack();
  return [
    {
      standard: nist,
      asks: 'False match rate of 1 in 10,000 or better',
      standing: /1e-4|1 in 10,000/.test(recogniser.thresholdSource) ? 'met' : 'not measured',
      because: 'By a model of the tail of strangers of one camera; see “Faces”.',
    },
    {
      standard: nist,
      asks: 'The same in every group of people',
      standing: 'not measured',
      because:
        'Nothing that ships is labelled by age, sex or origin: calibrate with your own labels.',
    },
    {
      standard: nist,
      asks: 'False non-match rate below 5 %',
      standing: 'not measured',
      because:
        'On press photos (LFW) with three photos and three frames, not in this lobby: vestibule tune.',
    },
    {
      standard: nist,
      asks: `Attack acceptance below ${mostAttacks} % for every kind`,
      standing: 'not met',
      because: asksToMove
        ? `Worst: ${attack}, ${letInText(session)}.`
        : 'Not every face that is looked at is asked to move.',
    },
    {
      standard: nist,
      asks: 'Limits on failed comparisons',
      standing: 'met',
      because: `After five in a row a pause that doubles; after ${failuresUntilOff} the face is off until a manager turns it on.`,
    },
    {
      standard: nist,
      asks: 'The sensor is authenticated',
      standing: 'not met',
      because:
        'The screen is paired and its camera recorded by name; a driver can still be fed pictures.',
    },
    {
      standard: nist,
      asks: 'An alternative that is not biometric is offered',
      standing: 'met',
      because:
        'Every screen has a way out to a person, and the camera stays off for a person who does not agree.',
    },
  ];
}

/** What other texts ask than NIST's. */
function otherStandings(evidence: Evidence): Standing[] {
  const looksForAll = usesFaceList(evidence);
  return [
    {
      standard: 'ISO/IEC 24745',
      asks: 'Templates are renewable, and cannot be linked or turned back',
      standing: 'not measured',
      because:
        'Turned by a secret of this installation, which can be revoked, and encrypted; with that secret they can be turned back.',
    },
    {
      standard: 'GDPR, Art. 9 and 35',
      asks: 'Explicit consent, and an impact assessment',
      standing: 'yours',
      because:
        'Consent is asked, recorded and ends by itself; docs/standards.md has a draft of the assessment to fill in.',
    },
    {
      standard: 'BIPA (Illinois)',
      asks: 'Written release, a published schedule of retention',
      standing: 'yours',
      because: `What counts here: ${evidence.retention.enrolmentDays} days without use. Publish it.`,
    },
    {
      standard: 'EU AI Act, Annex III',
      asks: 'Verification whose sole purpose is to confirm who somebody is stands apart',
      standing: 'yours',
      because: looksForAll
        ? 'Faces are also compared with others than the person named (a face list, or all who are enrolled): take advice, because this is more than verification.'
        : 'Faces are compared with the person named, and with the others enrolled to tell one from another.',
    },
  ];
}

function usesFaceList({ policy }: Evidence): boolean {
  return policy.rules.some(({ checks }) => checks.some(({ name }) => name === 'watchlist'));
}
