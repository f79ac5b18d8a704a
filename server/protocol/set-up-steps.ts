/** The result of one examination by `vestibule doctor`, with what to do when something is wrong. */
export interface DoctorFinding {
  /** Short and stable, because scripts read it from the JSON. */
  code: string;
  state: 'ok' | 'warning' | 'failing';
  /** The examined thing, in one or two words. */
  about: string;
  /** The lobby screen that the finding concerns. */
  screen?: string;
  /** A sentence. */
  found: string;
  /** The next thing to do; null when there is none. */
  todo: string | null;
  /** The guide's section with cause and fix; null when nothing is wrong. */
  guide: string | null;
}

/** A step is open while a finding of `open` is not fine, or before any finding of `seen` exists. */
interface StepFindings {
  open: readonly string[];
  seen: readonly string[];
}

const tunnel = ['secret', 'path', 'service', 'between', 'events', 'setup', 'unsigned', 'open'];

/** The steps until a first visitor is checked, in order, by the doctor's findings. */
export const setUpSteps = {
  secret: { open: ['client_secret', 'wrong_signatures'], seen: ['client_secret'] },
  reached: { open: ['tunnel', ...tunnel.map((part) => `tunnel_${part}`)], seen: ['tunnel'] },
  // Without Envoy's secret, only simulated calls have arrived.
  envoy: { open: ['installs', 'client_secret'], seen: ['installs', 'purpose'] },
  told: { open: ['notify_file'], seen: ['notify_file'] },
  screen: { open: ['kiosks'], seen: ['kiosks', 'kiosk_connected'] },
  consent: { open: ['consent'], seen: ['consent'] },
  enrolled: { open: ['people'], seen: ['people'] },
} as const satisfies Record<string, StepFindings>;

/** The findings that a step already covers. */
export const stepCodes: readonly string[] = Object.values<StepFindings>(setUpSteps).flatMap(
  ({ open }) => open,
);

export type SetUpStep = keyof typeof setUpSteps;

/** Whether each step is done, in order. */
export function stepsDone(
  findings: readonly Pick<DoctorFinding, 'code' | 'state'>[],
): Record<SetUpStep, boolean> {
  const steps = Object.entries<StepFindings>(setUpSteps).map(([step, { open, seen }]) => {
    const isOpen = findings.some(({ code, state }) => open.includes(code) && isAmiss(code, state));
    return [step, !isOpen && findings.some(({ code }) => seen.includes(code))];
  });
  return Object.fromEntries(steps) as Record<SetUpStep, boolean>;
}

/** Refused calls may also come from strangers who found the address; then the finding is a warning. */
function isAmiss(code: string, state: DoctorFinding['state']): boolean {
  return code === 'wrong_signatures' ? state === 'failing' : state !== 'ok';
}
