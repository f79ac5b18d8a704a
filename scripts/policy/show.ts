import type { Command } from 'commander';
import { stringify } from 'yaml';
import { inWords } from '../../server/policy/conditions.ts';
import type { CheckSettings, PolicyRule } from '../../server/policy/policy.ts';
import { printable } from '../../server/platform/printable.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { wrapped } from '../cli/text.ts';
import { readSound, whence, type SoundPolicy } from './read-state.ts';

const help = `
Example:
  npm run policy -- show`;

/** `policy show` */
export function addShowCommand(program: Command): void {
  program
    .command('show')
    .summary('show the rules in the order in which they are asked')
    .description('Show the rules in the order in which they are asked.')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: OutputOptions) =>
      answer(options, async () => {
        const state = await readSound();
        const { file, sha256, isInForce, policy } = state;
        return { ok: true, text: described(state), json: { file, sha256, isInForce, ...policy } };
      }),
    );
}

function described(state: SoundPolicy): string {
  const { policy, isInForce } = state;
  const sections = [wrapped(whence(state)), ...policy.rules.map(ruleText)];
  const screens = policy.kiosks.map(
    ({ kiosk, location, device }) =>
      printable`${kiosk.join(' or ')} serves ${inWords({ location })}${device ? ` at iPad ${device.join(' or ')}` : ''}`,
  );
  const facts = Object.entries(policy.answers).map(
    ([fact, questions]) =>
      printable`${fact} is answered at ${questions.map((one) => `"${one}"`).join(' or ')}`,
  );
  for (const line of [...screens, ...facts]) sections.push(wrapped(`${line}.`));
  if (!isInForce) sections.push(wrapped(notFollowed));
  return sections.join('\n');
}

const notFollowed =
  'The service does not follow this yet: it will within seconds, or when it is started.';

function ruleText({ name, when, checks }: PolicyRule, index: number): string {
  const heading = wrapped(printable`${index + 1}. ${name}: ${inWords(when)}`, '', '   ');
  const lines = checks.flatMap((check) => checkText(check).split('\n'));
  return [heading, ...lines.map((line) => wrapped(line, '     '))].join('\n');
}

/** As it would stand in the file. */
function checkText({ name, settings }: CheckSettings): string {
  const said = Object.keys(settings as object).length > 0;
  return stringify(said ? { [name]: settings } : name, { lineWidth: 0 }).trimEnd();
}
