/** What one examination of `vestibule doctor` found, with what to do where something is wrong. */
export interface DoctorFinding {
  /** Short and stable: scripts that read the JSON use it. */
  code: string;
  state: 'ok' | 'warning' | 'failing';
  /** What was looked at, in one or two words. */
  about: string;
  /** The lobby screen that it is about. */
  screen?: string;
  /** A sentence. */
  found: string;
  /** The next thing to do; null when there is nothing. */
  todo: string | null;
  /** The section of the guide with cause and fix; null when nothing is wrong. */
  guide: string | null;
}

/** A step is to be done while a finding of `open` is not fine, or before anything of `seen` was looked at. */
interface StepFindings {
  open: readonly string[];
  seen: readonly string[];
}

const tunnel = ['secret', 'path', 'service', 'between', 'events', 'setup', 'unsigned', 'open'];

/** What it takes until a first visitor is checked, in this order, by the doctor's findings. */
export const setUpSteps = {
  secret: { open: ['client_secret', 'wrong_signatures'], seen: ['client_secret'] },
  reached: { open: ['tunnel', ...tunnel.map((part) => `tunnel_${part}`)], seen: ['tunnel'] },
  // Without Envoy's secret, what has come was played.
  envoy: { open: ['installs', 'client_secret'], seen: ['installs', 'purpose'] },
  told: { open: ['notify_file'], seen: ['notify_file'] },
  screen: { open: ['kiosks'], seen: ['kiosks', 'kiosk_connected'] },
  consent: { open: ['consent'], seen: ['consent'] },
  enrolled: { open: ['people'], seen: ['people'] },
} as const satisfies Record<string, StepFindings>;

/** The findings that a step says already. */
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

/** Strangers who find the address cause refused calls, too, which are a warning then. */
function isAmiss(code: string, state: DoctorFinding['state']): boolean {
  return code === 'wrong_signatures' ? state === 'failing' : state !== 'ok';
}
