import path from 'node:path';
import { hookRoutes } from '../../../server/envoy/call-guards.ts';
import { vestibule } from '../../../server/platform/operator-error.ts';
import {
  stepCodes,
  stepsDone,
  type DoctorFinding,
  type SetUpStep,
} from '../../../server/protocol/set-up-steps.ts';
import { labelledLines, withMark, wrapText } from '../../terminal/text.ts';
import type { SetupAnswers } from '../../../server/installation/setup/answers.ts';
import { proxyFile } from '../../../server/installation/setup/files.ts';
import {
  ngrokPolicyFile,
  openPaths,
  type InstallLocation,
} from '../../../server/installation/setup/install-location.ts';
import { tunnelUnitName } from '../../../server/installation/setup/tunnel-unit.ts';
import {
  cloudflaredRoute,
  funnelCommands,
  ngrokCommand,
} from '../../../packages/path-tunnels/index.ts';

export interface SetUpResult {
  answers: SetupAnswers;
  place: InstallLocation;
  /** Null when doctor did not run, because the files are for another machine. */
  findings: readonly DoctorFinding[] | null;
  isStarted: boolean;
  isPackaged: boolean;
  /** Whether a unit keeps the tunnel open. */
  hasTunnelUnit: boolean;
  /** The pairing code of a lobby screen, and the address where to type it. */
  pairing: { code: string; url: string } | null;
  /** The link for the first account's password. */
  deskLink: string | null;
}

interface Todo {
  step: SetUpStep | 'start';
  done: boolean;
  what: string;
  how: string;
}

/** The remaining steps in order, according to doctor's findings. The desk shows the same steps. */
export function todosOf(result: SetUpResult): Todo[] {
  const { answers, findings, isStarted } = result;
  const done = stepsDone(findings ?? []);
  const start = answers.kind === 'service' ? 'systemctl enable --now vestibule' : 'npm start';
  const steps = Object.entries(wordsOf(result)) as [SetUpStep, [what: string, how: string]][];
  return [
    { step: 'start', done: isStarted, what: 'The service runs.', how: start },
    ...steps.map(([step, [what, how]]): Todo => ({ step, done: done[step], what, how })),
  ];
}

function wordsOf(result: SetUpResult): Record<SetUpStep, [what: string, how: string]> {
  const { answers, isPackaged, pairing, findings } = result;
  const told = findings?.find(({ code }) => code === 'notify_file');
  const command = calledAs(answers);
  const setup = `${command} setup`;
  const screen = pairing ? 'Type the code above on it.' : `${command} kiosk pair --name Lobby`;
  const isScreenPackage = isPackaged && answers.screen === 'here';
  return {
    secret: ["Envoy's client secret is stored.", setup],
    reached: [
      "A call of Envoy's comes through the tunnel.",
      answers.publicUrl === null
        ? `Say under which address: ${setup} --public-url …\n${opened(result)}`
        : opened(result),
    ],
    envoy: [
      'Envoy sends its sign-ins here.',
      answers.publicUrl === null
        ? 'Enter its addresses in Envoy, once you know them: docs/envoy.md'
        : 'Enter the addresses above in Envoy: docs/envoy.md',
    ],
    told: ['Somebody gets a message when a visitor is held.', told?.todo ?? setup],
    screen: [
      'A lobby screen is paired.',
      isScreenPackage
        ? `apt install ./vestibule-kiosk_*.deb, then sudo vestibule-kiosk setup\n${screen}`
        : screen,
    ],
    consent: [
      'A consent text is published.',
      `At the desk, under Manage; or ${setup} --privacy-contact ADDRESS`,
    ],
    enrolled: [
      'Somebody is enrolled: try it on yourself at the lobby screen.',
      `${command} enroll camera --kiosk Lobby --name "You" --consent "yes"\n` +
        `Then play a signed sign-in:\n${command} simulate sign-in --name "You"`,
    ],
  };
}

function opened({ answers, place, hasTunnelUnit }: SetUpResult): string {
  const { tunnel, kind } = answers;
  const isService = kind === 'service';
  const proxyDir = isService ? place.configDir : place.dataDir;
  switch (tunnel) {
    case 'cloudflared': {
      if (hasTunnelUnit)
        return `In Cloudflare’s dashboard, give the tunnel this route:\n${cloudflaredRoute(openPaths(place))}`;
      const file = isService
        ? '/etc/cloudflared/config.yml'
        : path.join(place.dataDir, 'cloudflared.yml');
      return `Put your tunnel’s id into ${file}, and restart cloudflared.`;
    }
    case 'tailscale':
      return `Open the tunnel:\n${funnelCommands(openPaths(place)).trimEnd()}`;
    case 'ngrok':
      if (hasTunnelUnit) return `journalctl -u ${tunnelUnitName} says whether ngrok is connected.`;
      return `Open the tunnel:\n${ngrokCommand(openPaths(place), ngrokPolicyFile({ configDir: proxyDir })).trimEnd()}`;
    case 'caddy':
      return `Let Caddy read it: import ${proxyFile(proxyDir, tunnel)} in /etc/caddy/Caddyfile`;
    case 'nginx':
      return `Let nginx read it: ln -s ${proxyFile(proxyDir, tunnel)} /etc/nginx/sites-enabled/vestibule`;
    case 'none':
      return `Let your tunnel reach http://127.0.0.1:${place.hookPort}/envoy/ and nothing else.`;
  }
}

/** The command of the installation that was just set up, which may differ from the running one. */
function calledAs({ kind }: SetupAnswers): string {
  return kind === 'service' ? 'sudo vestibule' : vestibule;
}

/** Addresses and codes first, then the remaining steps, then other problems. In 80 columns. */
export function lastScreen(result: SetUpResult): string {
  const todos = todosOf(result);
  const left = todos.filter(({ done }) => !done);
  const ticked = todos.map(({ done, what, how }) =>
    done ? withMark('✓', what) : `${withMark('○', what)}\n${wrapText(how, '      ')}`,
  );
  const head = left.length === 0 ? 'Everything is done:' : `What is left (${left.length}):`;
  const note = 'The front desk shows the same list, and ticks it off.';
  return [
    ...atHand(result, stepsDone(result.findings ?? []).screen),
    head,
    ...ticked,
    ...problems(result),
    '',
    wrapText(`${left.length === 0 ? '' : `${note} `}More: ${calledAs(result.answers)} doctor`),
  ].join('\n');
}

const labelWidth = 16;

/** Addresses are not broken into lines, so that they can be copied. */
function atHand({ answers, pairing, deskLink }: SetUpResult, isPaired: boolean): string[] {
  const lines: [string, string][] = [];
  if (pairing) {
    lines.push(['Lobby screen', pairing.url]);
    // A code is valid once.
    if (!isPaired) lines.push(['  pairing code', `${pairing.code} (once, within 15 minutes)`]);
  }
  if (deskLink !== null) {
    lines.push(['Front desk', deskLink.split('#')[0]!]);
    lines.push(['  your account', deskLink]);
    lines.push(['', '(choose your password there; the link works once, within 24 hours)']);
  }
  if (answers.publicUrl !== null) {
    lines.push(['Into Envoy', `${answers.publicUrl}${hookRoutes.signIn} (sign-in hook)`]);
    lines.push(['', `${answers.publicUrl}${hookRoutes.setup} (validation URL)`]);
    lines.push(['', `${answers.publicUrl}${hookRoutes.events} (events)`]);
  }
  return lines.length === 0 ? [] : [labelledLines(lines, labelWidth), ''];
}

/** The problems that are no step. */
function problems({ findings, isStarted }: SetUpResult): string[] {
  const said = isStarted ? stepCodes : [...stepCodes, 'service'];
  const wrong = (findings ?? []).filter(
    ({ code, state }) => state === 'failing' && !said.includes(code),
  );
  if (wrong.length === 0) return [];
  const lines = wrong.map(({ about, found, todo }) =>
    withMark('✗', `${about}: ${found}${todo === null ? '' : ` → ${todo}`}`),
  );
  return ['', 'Problems:', ...lines];
}
