import type { Command } from 'commander';
import { Option } from 'commander';
import { kiosksFor, ruleFor } from '../../server/policy/apply.ts';
import { inWords, unmet, type Circumstances } from '../../server/policy/conditions.ts';
import { printable } from '../../server/platform/printable.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { wrapped } from '../cli/text.ts';
import { readSound, whence, type SoundPolicy } from './read-state.ts';

interface Options extends OutputOptions {
  kind: 'visitor' | 'employee';
  flow?: string;
  location?: string;
  device?: string;
  invited?: boolean;
}

const help = `
Flow and location are compared with names and with ids. To see what the checks
said of a real sign-in: npm run simulate -- sign-in --explain.

Examples:
  npm run policy -- explain --flow Contractor --location HQ
  npm run policy -- explain --kind employee --flow "Employee registration"`;

/** `policy explain` */
export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .summary('say which rule applies to a sign-in, and why')
    .description('Say which rule would apply to a sign-in, and why.')
    .addOption(
      new Option('--kind <kind>', 'who signs in')
        .choices(['visitor', 'employee'])
        .default('visitor'),
    )
    .option('--flow <name>', 'the flow, by name or id')
    .option('--location <name>', 'the location, by name or id')
    .option('--device <id>', 'the iPad, by id')
    .option('--invited', 'with an invitation')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: Options) =>
      answer(options, async () => {
        const state = await readSound();
        const { kind, flow = null, location = null, device = null, invited = false } = options;
        const signIn = {
          ...{ kind, flowId: flow, flowName: flow, locationId: location, locationName: location },
          ...{ deviceId: device, inviteId: invited ? 'some' : null },
        };
        const rule = ruleFor(state.policy, signIn);
        const json = { rule, kiosks: kiosksFor(state.policy.kiosks, signIn) };
        return { ok: true, text: explained(state, signIn), json };
      }),
    );
}

function explained(
  state: SoundPolicy,
  signIn: Circumstances & { deviceId: string | null },
): string {
  const { policy } = state;
  const rule = ruleFor(policy, signIn);
  const passedOver = policy.rules
    .slice(0, policy.rules.indexOf(rule))
    .map(({ name, when }) => printable`"${name}" does not apply, because ${unmet(when, signIn)}.`);
  const applies = printable`"${rule.name}" applies (${inWords(rule.when)}): ${rule.checks.map(({ name }) => name).join(', ')}.`;
  const kiosks = kiosksFor(policy.kiosks, signIn);
  const screen =
    kiosks && 'only' in kiosks
      ? printable`It is served by the lobby screen ${kiosks.only.join(' or ')}.`
      : 'It is served by the lobby screen that was paired for its iPad or location, or for neither.';
  return [whence(state), ...passedOver, applies, screen].map((line) => wrapped(line)).join('\n');
}
