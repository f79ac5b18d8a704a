import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { checkSettingsFor } from '#server/checks/registry.ts';
import { printable } from '#base/text';
import { ruleFor, describeCircumstances, unmet, type Circumstances } from '#server/policy/apply.ts';
import type { Policy } from '#server/policy/policy.ts';
import { policyState, type PolicyState } from '#server/policy/policy-keeper.ts';
import { reloadCommand } from '#server/platform/operator-error.ts';
import { isStoreThere } from '#server/store/store.ts';
import { commandConfig } from '../terminal/command-config.ts';
import { remarksText, mistakesRefusal } from '../terminal/diagnostics.ts';
import { createProgram, type Command, groupHelp } from '../terminal/program.ts';
import { countText, wrapText } from '../terminal/text.ts';
import { withInstallation } from '../terminal/with-installation.ts';

const help = `
The policy file says which checks a sign-in needs, by flow and location.
docs/policy.md describes it; docs/policies has
examples. A running service uses a changed file after
${reloadCommand}.

Examples:
  vestibule policy check
  vestibule policy explain --flow Visitor --location HQ

${groupHelp}`;

export function command(): Command {
  return createProgram('policy')
    .description('Check and explain the policy: which checks which sign-in needs.')
    .addHelpText('after', help)
    .withCommands(checkPolicyCommand, explainCommand);
}

const checkHelp = `
Names every mistake with its line and what to write instead. Beside an
installation, names of lobby screens and flows that it has not seen are
warned of. Nothing is changed.

Examples:
  vestibule policy check
  vestibule policy check docs/policies/office.yaml`;

export const checkPolicyCommand = createProgram('check')
  .about('see whether the policy file is in order')
  .argument('[file]', 'another file than the one of this installation')
  .addHelpText('after', checkHelp)
  .answers(async (file: string | undefined) => {
    const state = await readSound(file);
    const { sha256, policy, warnings } = state;
    const json = { file: state.file, sha256, rules: policy.rules.length, warnings };
    const pending = file === undefined && !state.isInForce ? [wrapText(notUsed)] : [];
    return { ok: true, text: [stateInWords(state), ...pending].join('\n'), json };
  });

function stateInWords(state: SoundPolicy): string {
  if (state.sha256 === null) return wrapText(whence(state));
  const rules = state.policy.rules.length - 1;
  const order = wrapText(`${state.file} is in order: ${countText(rules, 'rule')} and the default.`);
  if (state.warnings.length === 0) return order;
  return `${order}\nIs this meant?\n${remarksText(state.warnings)}`;
}

interface Options {
  kind: 'visitor' | 'employee';
  flow?: string;
  location?: string;
  invited?: boolean;
  at?: string;
}

const explainHelp = `
Flow and location are compared with names and with ids. To see what the checks
said of a real sign-in: vestibule simulate sign-in --explain.

Examples:
  vestibule policy explain --flow Contractor --location HQ
  vestibule policy explain --kind employee --flow "Employee registration"`;

export const explainCommand = createProgram('explain')
  .about(
    'say which rule applies to a sign-in, and why',
    'Say which rule would apply to a sign-in, and why.',
  )
  .addOption(
    new Option('--kind <kind>', 'who signs in').choices(['visitor', 'employee']).default('visitor'),
  )
  .option('--flow <name>', 'the flow, by name or id')
  .option('--location <name>', 'the location, by name or id')
  .option('--invited', 'with an invitation')
  .addOption(
    new Option(
      '--at <time>',
      'the time of the day at the location, like 18:30 (default: now)',
    ).argParser(timeOfDay),
  )
  .addHelpText('after', explainHelp)
  .answers(async (options: Options) => {
    const state = await readSound();
    const { kind, flow = null, location = null, invited = false } = options;
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const signIn = {
      kind,
      flowId: flow,
      flowName: flow,
      locationId: location,
      locationName: location,
      inviteId: invited ? 'some' : null,
      timezone: options.at === undefined ? timeZone : 'UTC',
      arrivedAt: options.at === undefined ? new Date() : new Date(`1970-01-01T${options.at}Z`),
    };
    const rule = ruleFor(state.policy, signIn);
    return { ok: true, text: explain(state, signIn), json: { rule } };
  });

function timeOfDay(text: string): string {
  if (/^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(text)) return text;
  throw new InvalidArgumentError('Give a time of the day, like 18:30.');
}

function explain(state: SoundPolicy, signIn: Circumstances): string {
  const { policy } = state;
  const rule = ruleFor(policy, signIn);
  const passedOver = policy.rules
    .slice(0, policy.rules.indexOf(rule))
    .map(({ name, when }) => printable`"${name}" does not apply, because ${unmet(when, signIn)}.`);
  const applies = printable`"${rule.name}" applies (${describeCircumstances(rule.when)}): ${rule.checks.map(({ name }) => name).join(', ')}.`;
  const desk = rule.askDesk
    ? ['The desk is asked while Envoy waits when only the face check is in doubt.']
    : [];
  const pending = state.isInForce ? [] : [notUsed];
  return [whence(state), ...passedOver, applies, ...desk, ...pending]
    .map((line) => wrapText(line))
    .join('\n');
}

const notUsed = `The service does not use this yet: run ${reloadCommand}, or start it.`;

/** A valid policy file. */
export type SoundPolicy = PolicyState & { policy: Policy };

/**
 * Reads the installation's policy file or the named one. With an installation, the file is also checked against its
 * lists and settings. A named file can be checked without an installation.
 * @throws {RefusalError} with every mistake
 */
export async function readSound(named?: string): Promise<SoundPolicy> {
  const config = commandConfig();
  const place = named ? { file: path.resolve(named), isExpected: true } : config.policy;
  const state = (await isStoreThere(config))
    ? await withInstallation(({ store }) => policyState(place, checkSettingsFor(config), store.db))
    : await policyState(place, checkSettingsFor(config), null);
  const { policy } = state;
  if (policy) return { ...state, policy };
  throw mistakesRefusal('policy_mistakes', state);
}

/** A sentence that says where the policy comes from. */
export function whence({ file, sha256 }: PolicyState): string {
  if (sha256 !== null) return file;
  return `There is no file ${file}, so everybody is asked for their face.`;
}
