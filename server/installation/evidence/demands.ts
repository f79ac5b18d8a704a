import type { EvidenceReport } from './gather.ts';
import { livenessFacts } from '../../config/liveness.ts';
import { failuresUntilOff } from '../../people/failed-attempts.ts';

type Standing =
  | 'met'
  /** A statistical model of the data supports it; nothing was counted. */
  | 'met by model, not by count'
  | 'not met'
  | 'not measured'
  /** The organisation must do it; no program can. */
  | 'yours';

/** One demand of a published standard, and how Vestibule answers it with its default settings. */
export interface Demand {
  standard: string;
  asks: string;
  standing: Standing;
  because: string;
}

const nist = 'NIST SP 800-63B-4, 3.2.3';
const templates = 'ISO/IEC 24745';
const documents = 'NIST SP 800-63A-4';
const cyberResilience = 'EU Cyber Resilience Act';

/** An attack kind fails if the upper bound of its approved share is above this (NIST SP 800-63B-4, 3.2.3.2). */
const mostAttacks = 7;

/** The single source for docs/standards.md and for `vestibule evidence`. */
const demands = {
  falseMatches: {
    standard: nist,
    asks: 'A false match rate of 1 in 10,000 or better',
    standing: 'met by model, not by count',
    because:
      'The model is of the tail of 5,730 pairs of strangers in front of one camera, none of which matched. `vestibule calibrate` counts strangers of your own.',
  },
  groups: {
    standard: nist,
    asks: 'The same rate in every group of people',
    standing: 'not measured',
    because: 'See ISO/IEC 19795-10.',
  },
  falseNonMatches: {
    standard: nist,
    asks: 'A false non-match rate below 5 %',
    standing: 'not measured',
    because:
      'Press photos gave 0 of 85 with three photos and three frames. `vestibule evaluate` measures it on your own photos.',
  },
  attacks: {
    standard: nist,
    asks: `Attack acceptance below ${mostAttacks} % for every kind`,
    standing: 'not met',
    because: `With \`active\`, ${livenessFacts.active.measured}.`,
  },
  failures: {
    standard: nist,
    asks: 'A limit on failed comparisons',
    standing: 'met',
    because: `After five in a row a pause that doubles. After ${failuresUntilOff} the face is off until a manager allows it again. All instances count together.`,
  },
  sensor: {
    standard: nist,
    asks: 'An authenticated sensor',
    standing: 'not met',
    because:
      'The screen has a key of its own and its camera is recorded by name. The owner of the computer behind the screen can feed it pictures.',
  },
  alternative: {
    standard: nist,
    asks: 'A way that is not biometric',
    standing: 'met',
    because:
      'Every screen leads to a person. A visitor who is not enrolled, opts out or declines goes to the front desk.',
  },
  place: {
    standard: nist,
    asks: 'Comparison at the place itself, and protected data at rest',
    standing: 'met',
    because:
      "The comparison runs on the office's own machine. Templates are transformed by a secret and encrypted, and no picture is stored.",
  },
  confidentiality: {
    standard: templates,
    asks: 'Confidentiality and integrity of templates',
    standing: 'met',
    because:
      'AES-256-GCM authenticates owner, recogniser and transform with each template. Each record is bound to its name.',
  },
  renewable: {
    standard: templates,
    asks: 'Renewable and revocable templates',
    standing: 'met',
    because: 'After `vestibule keys rotate --revoke` what leaked before matches nothing.',
  },
  unlinkable: {
    standard: templates,
    asks: 'Templates that cannot be linked',
    standing: 'met',
    because: 'Each installation transforms them by another secret.',
  },
  irreversible: {
    standard: templates,
    asks: 'Templates that cannot be turned back',
    standing: 'not met',
    because:
      'The key file and the database together give the template, and a face like it can be made from it. Keep them apart.',
  },
  rates: {
    standard: templates,
    asks: 'Error rates that protection does not worsen',
    standing: 'met',
    because: 'The scores are the same to 1e-6 with and without it.',
  },
  presentation: {
    standard: 'ISO/IEC 30107-3',
    asks: 'A test of presentation attack detection',
    standing: 'not met',
    because:
      'docs/liveness.md has kinds, counts and bounds. The kinds are fewer than the standard asks for, we made them, no accredited laboratory tested them, and there are no masks.',
  },
  injection: {
    standard: 'CEN/TS 18099',
    asks: 'A test of injection attack detection',
    standing: 'not met',
    because:
      'No laboratory tested it. The screen has a key and its camera is recorded by name, but a program on that computer can take the name and feed in a picture.',
  },
  variation: {
    standard: 'ISO/IEC 19795-10',
    asks: 'Error rates by group of people, with their uncertainty',
    standing: 'not measured',
    because:
      'The photos that ship have no labels. A factor of ten between groups is usual. `vestibule calibrate --root PHOTOS --labels FILE` prints each group, and goes by the worst.',
  },
  evidence: {
    standard: documents,
    asks: 'SUPERIOR evidence: the signature of a document is verified up to a trust anchor',
    standing: 'met',
    because:
      'Where your policy names `identity_document`, the class `genuine` needs a signature of an authority that you imported, and a chip that proves itself.',
  },
  holder: {
    standard: documents,
    asks: 'The face is compared with the portrait',
    standing: 'not measured',
    because:
      'On public photos as small as portraits, 1 of 109,004 pairs of strangers matched. Portraits of real documents were not measured.',
  },
  proofing: {
    standard: documents,
    asks: 'A practice statement, a fraud programme, and redress',
    standing: 'yours',
    because:
      'A visitor who fails goes to a person. Vestibule claims no identity assurance level, because it keeps no account of the holder.',
  },
  productClass: {
    standard: cyberResilience,
    asks: 'The class of the product',
    standing: 'yours',
    because:
      'A seller would probably have a product of Annex III, class I: identity management, "including biometric readers". Regulation (EU) 2025/2392 describes the classes. Check with your counsel.',
  },
  manufacturer: {
    standard: cyberResilience,
    asks: 'A manufacturer who reports exploited vulnerabilities within 24 hours, since 11 September 2026',
    standing: 'yours',
    because:
      'The manufacturer is who markets a product under their own name. Nobody sells Vestibule, and an office that runs it for itself does not market it. Check with your counsel if you pass it on.',
  },
  support: {
    standard: cyberResilience,
    asks: 'A support period, as a rule five years, and a contact, from 11 December 2027',
    standing: 'not met',
    because:
      'No period is promised yet; the latest release gets fixes. SECURITY.md says how to report. The package has a bill of materials.',
  },
  storage: {
    standard: 'GDPR: EDPB Opinion 11/2024, CNIL 2019-001',
    asks: 'Templates in the hands of the person, or under a key that only they have',
    standing: 'not met',
    because:
      "Templates are on the lobby machine, under the office's key. docs/privacy/README.md says why, and what you write down.",
  },
  consent: {
    standard: 'GDPR, Art. 9 and 35',
    asks: 'Explicit consent, and an impact assessment',
    standing: 'yours',
    because:
      'Vestibule asks for consent, records it and ends it by date. docs/privacy/dpia-template.md has a draft of the assessment to fill in.',
  },
  release: {
    standard: 'BIPA (Illinois)',
    asks: 'A written release, and a published schedule of retention',
    standing: 'yours',
    because:
      'The consent text is the release; collect the signature. Publish how long you keep an enrolment.',
  },
  verification: {
    standard: 'EU AI Act, Annex III',
    asks: 'Verification whose sole purpose is to confirm who somebody is, from 2 December 2027',
    standing: 'yours',
    because:
      'A face is compared with the person named, and with the others enrolled to tell one from another.',
  },
} as const satisfies Record<string, Demand>;

/** The list of one standard, in Markdown. */
export function demandList(standard: string): string {
  const lines = Object.values(demands)
    .filter((demand) => demand.standard === standard)
    .map(
      ({ asks, standing, because }) =>
        `- **${asks}**<br>_standing_: ${standing}<br>_why_: ${because}`,
    );
  return lines.join('\n');
}

/** How one installation meets the demands of published standards, with its own settings. */
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
  const modes = new Set(policy.liveness.map(({ mode }) => mode));
  const isProven = modes.size > 0 && !modes.has('off') && !modes.has('passive');
  if (!isProven) {
    return { attacks: { because: 'Not every face is asked to move, or seen by two cameras.' } };
  }
  if (!modes.has('two_cameras')) return {};
  const measured = [...modes].map((mode) => `With \`${mode}\`, ${livenessFacts[mode].measured}.`);
  return { attacks: { because: measured.join(' ') } };
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
