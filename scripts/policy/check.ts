import type { Command } from 'commander';
import { answer, type OutputOptions } from '../cli/run.ts';
import { remarksText } from '../cli/remarks.ts';
import { wrapped } from '../cli/text.ts';
import { readSound, whence, type SoundPolicy } from './read-state.ts';

const help = `
Names every mistake with its line and what to write instead. Beside an
installation, names of lobby screens and flows that it has not seen are
warned of. Nothing is changed.

Examples:
  npm run policy -- check
  npm run policy -- check docs/policies/office.yaml`;

/** `policy check` */
export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .summary('see whether the policy file is in order')
    .description('See whether the policy file is in order.')
    .argument('[file]', 'another file than the one of this installation')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((file: string | undefined, options: OutputOptions) =>
      answer(options, async () => {
        const state = await readSound(file);
        const { sha256, policy, warnings } = state;
        const json = { file: state.file, sha256, rules: policy.rules.length, warnings };
        return { ok: true, text: inWords(state), json };
      }),
    );
}

function inWords(state: SoundPolicy): string {
  if (state.sha256 === null) return wrapped(whence(state));
  const rules = state.policy.rules.length - 1;
  const count = rules === 1 ? '1 rule' : `${rules} rules`;
  const order = wrapped(`${state.file} is in order: ${count} and the default.`);
  if (state.warnings.length === 0) return order;
  return `${order}\nIs this meant?\n${remarksText(state.warnings)}`;
}
