import { programVersion } from '../config/environment.ts';
import { livenessFacts, type LivenessMode } from '../config/liveness.ts';
import type { Secrets } from '../config/secrets.ts';
import { vestibule } from '../platform/operator-error.ts';

export interface StartUpFacts {
  hookUrl: string;
  lobbyUrl: string;
  /** A fresh pairing code, or the next free name for a kiosk. */
  pairing: { code: string } | { nextName: string };
  pairedKiosks: number;
  people: number;
  engine: string;
  /** How faces must prove that they are no pictures, with the rule that sets it; null: the setting. */
  liveness: readonly { mode: LivenessMode; rule: string | null }[];
  /** Number of policy rules beside the default; null while there is no policy file. */
  rules: number | null;
}

/** The text of `npm start` when the service is ready: next steps, and what is not set up yet. */
export function startUpText(facts: StartUpFacts, secrets: Secrets): string {
  const lines = [
    ['Envoy calls', `${facts.hookUrl}  (through your tunnel)`],
    ['Lobby screen', facts.lobbyUrl],
    ['Paired', count(facts.pairedKiosks, 'kiosk', 'kiosks')],
    ...pairingLines(facts),
    ['Enrolled', count(facts.people, 'person', 'people')],
    ['Envoy secret', secretLine(secrets)],
    ...livenessLines(facts),
    ['Engine', facts.engine],
    ['Policy', policyLine(facts.rules)],
  ];
  const table = lines.map(([label = '', text]) => `  ${label.padEnd(14)}${text}\n`).join('');
  return `\nVestibule ${programVersion()} is ready. Ctrl-C ends it.\n\n${table}\n`;
}

/** A code, or the command that makes one: a valid code must not end up in a log. */
function pairingLines({ pairing, pairedKiosks }: StartUpFacts): [string, string][] {
  if ('code' in pairing) return [['Pairing code', `${pairing.code}  (once, within 15 minutes)`]];
  const name = JSON.stringify(pairing.nextName);
  return [
    [pairedKiosks === 0 ? 'To pair one' : 'To pair more', `${vestibule} kiosk pair --name ${name}`],
  ];
}

function livenessLines({ liveness }: StartUpFacts): [string, string][] {
  const lines = liveness.map(({ mode, rule }) => {
    const where = rule === null ? '' : `  (rule ${JSON.stringify(rule)})`;
    return `${mode} ${livenessFacts[mode].letsIn}${where}`;
  });
  return lines.map((line, i) => [i === 0 ? 'Liveness' : '', line]);
}

function count(number: number, one: string, many: string): string {
  return number === 0 ? `no ${many} yet` : `${number} ${number === 1 ? one : many}`;
}

function policyLine(rules: number | null): string {
  if (rules === null) return "no file: everybody's face is asked for (docs/policy.md)";
  return `${rules} ${rules === 1 ? 'rule' : 'rules'} and the default`;
}

function secretLine({ envoy, forTryingOut }: Secrets): string {
  if (!forTryingOut) return envoy.length > 1 ? 'set, and the previous one too' : 'set';
  return 'not set: Envoy is held, a random one is for trying out (ENVOY_CLIENT_SECRET)';
}
