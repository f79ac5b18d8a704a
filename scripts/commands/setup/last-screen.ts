import { hookRoutes } from '#server/envoy/call-guards.ts';
import { openingSteps, takesToken } from '#server/installation/setup/tunnels.ts';
import { vestibule } from '#server/platform/operator-error.ts';
import {
  stepCodes,
  stepsDone,
  type DoctorFinding,
  type SetUpStep,
} from '#server/protocol/set-up-steps.ts';
import { labelledLines, withMark, wrapText } from '../../terminal/text.ts';
import type { SetupPlan } from './setup-plan.ts';

/** What setup has done beside the files. */
export interface SetupEnd {
  findings: readonly DoctorFinding[];
  isStarted: boolean;
  /** The pairing code of a lobby screen, and the address at which it is typed. */
  pairing: { code: string; url: string } | null;
  /** The link for the first account's password. */
  deskLink: string | null;
}

interface Step {
  isDone: boolean;
  what: string;
  how: string;
}

/** The steps in order, done or not according to doctor's findings. The desk shows the same steps. */
function stepsOf({ present, answers }: SetupPlan, end: SetupEnd): Step[] {
  const { place, isPackaged, hasTunnelToken } = present;
  const isService = place.kind === 'service';
  const command = isService ? 'sudo vestibule' : vestibule;
  const isByToken = takesToken(answers.tunnel) && (hasTunnelToken || Boolean(answers.tunnelToken));
  const screen = end.pairing ? 'Type the code above on it.' : `${command} kiosk pair --name Lobby`;
  // A new file is followed from the next start.
  const told = end.findings.find(({ code }) => code === 'notify_file');
  const words: Record<SetUpStep, [what: string, how: string]> = {
    secret: ["Envoy's client secret is stored.", `${command} setup`],
    reached: [
      "A call of Envoy's comes through the tunnel.",
      answers.publicUrl
        ? openingSteps(place, answers.tunnel, isByToken)
        : `Say under which address: ${command} setup`,
    ],
    envoy: ['Envoy sends its sign-ins here.', 'Enter the addresses in Envoy: docs/envoy.md'],
    told: ['Somebody gets a message when a visitor is held.', told?.todo ?? `${command} setup`],
    screen: [
      'A lobby screen is paired.',
      isPackaged
        ? `apt install ./vestibule-kiosk_*.deb, then sudo vestibule-kiosk setup\n${screen}`
        : screen,
    ],
    consent: ['A consent text is published.', `At the desk, under Manage; or ${command} setup`],
    enrolled: [
      'Somebody is enrolled: try it on yourself.',
      `At the desk, under People. Then: ${command} simulate sign-in --name "You"`,
    ],
  };
  const done = stepsDone(end.findings);
  const start = isService ? 'systemctl enable --now vestibule' : 'npm start';
  const isRunning = end.findings.some(({ code, state }) => code === 'service' && state === 'ok');
  return [
    { isDone: end.isStarted || isRunning, what: 'The service runs.', how: start },
    ...(Object.keys(words) as SetUpStep[]).map((step) => {
      const [what, how] = words[step];
      return { isDone: done[step], what, how };
    }),
  ];
}

export function stepsLeft(plan: SetupPlan, end: SetupEnd): Step[] {
  return stepsOf(plan, end).filter(({ isDone }) => !isDone);
}

/** Addresses and codes first, then the remaining steps, then other problems. In 80 columns. */
export function lastScreen(plan: SetupPlan, end: SetupEnd): string {
  const steps = stepsOf(plan, end);
  const left = steps.filter(({ isDone }) => !isDone).length;
  const ticked = steps.map(({ isDone, what, how }) =>
    isDone ? withMark('✓', what) : `${withMark('○', what)}\n${wrapText(how, '      ')}`,
  );
  const head = left === 0 ? 'Everything is done:' : `What is left (${left}):`;
  const note =
    'The front desk lists the same, under First steps. For all findings: vestibule doctor';
  return ['', ...addresses(plan, end), head, ...ticked, ...problems(end), '', wrapText(note)].join(
    '\n',
  );
}

/** Addresses are not broken into lines, so that they can be copied. */
function addresses(
  { answers: { publicUrl } }: SetupPlan,
  { pairing, deskLink }: SetupEnd,
): string[] {
  const lines: [string, string][] = [];
  if (pairing) {
    lines.push(['Lobby screen', pairing.url]);
    lines.push(['  pairing code', `${pairing.code} (once, within 15 minutes)`]);
  }
  if (deskLink !== null) {
    lines.push(['Front desk', deskLink.split('#')[0]!]);
    lines.push(['  your account', deskLink]);
    lines.push(['', '(choose your password there; the link works once, within 24 hours)']);
  }
  if (publicUrl) {
    lines.push(['Into Envoy', `${publicUrl}${hookRoutes.signIn} (sign-in hook)`]);
    lines.push(['', `${publicUrl}${hookRoutes.setup} (validation URL)`]);
    lines.push(['', `${publicUrl}${hookRoutes.events} (events)`]);
  }
  return lines.length === 0 ? [] : [labelledLines(lines, 16), ''];
}

/** What fails and is no step, and a face check that lets pictures in. */
function problems({ findings }: SetupEnd): string[] {
  const wrong = findings.filter(
    ({ code, state }) =>
      (state === 'failing' && ![...stepCodes, 'service'].includes(code)) ||
      (state === 'warning' && ['liveness', 'two_cameras'].includes(code)),
  );
  const lines = wrong.map(({ about, found, todo }) =>
    withMark('✗', `${about}: ${found}${todo === null ? '' : ` → ${todo}`}`),
  );
  return lines.length === 0 ? [] : ['', 'Problems:', ...lines];
}
