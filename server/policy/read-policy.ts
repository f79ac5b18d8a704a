import { readYaml } from '#base/reloadable';
import {
  mistakesAgainst,
  isMap,
  coerceToSchema,
  withoutFormerNames,
  type Diagnostic,
} from '#base/schema';
import { foldName } from '#base/text';
import { unknownHere, type InstallationFacts } from './installation-facts.ts';
import { defaultRule, type Policy, type PolicyRule } from './policy.ts';
import { readChecks, type KnownChecks } from './read-checks.ts';
import { policySchema, type PolicyFile, type When } from './schema.ts';

export interface PolicyReading {
  /** Null when there is any mistake. */
  policy: Policy | null;
  mistakes: readonly Diagnostic[];
  /** Names of earlier versions, and rules that are possible, but probably not intended. */
  warnings: readonly Diagnostic[];
}

/**
 * Reads a policy file's text, and reports all mistakes at once.
 * @param known the settings of each check
 * @param here the names in this installation, for warnings about unknown names
 */
export function readPolicy(
  text: string,
  known: KnownChecks,
  here: InstallationFacts | null = null,
): PolicyReading {
  const source = readYaml(text);
  if (source.mistakes.length > 0) return refuse(source.mistakes);
  const { lineOf } = source;
  const mistakes: Diagnostic[] = [];
  const former: Diagnostic[] = [];
  const checksOf = (value: unknown, pointer: string) => {
    const read = readChecks(value, pointer, known, lineOf);
    mistakes.push(...read.mistakes);
    former.push(...read.warnings);
    return read.checks;
  };

  const given = coerceToSchema(policySchema, source.value);
  const { value: file, warnings: formerNames } = withoutFormerNames(policySchema, given, lineOf);
  const rules = eachWithChecks(file).map(({ owner, pointer }) => {
    const checks = 'checks' in owner ? checksOf(owner['checks'], `${pointer}/checks`) : [];
    // `readChecks` has already reported these mistakes, so the schema must not report them again.
    if ('checks' in owner) owner['checks'] = 'none';
    return { owner, checks, line: lineOf(pointer) };
  });
  mistakes.push(...mistakesAgainst(policySchema, file, lineOf));
  if (mistakes.length > 0) return refuse(mistakes);

  const { answers = {}, dates = null } = file as PolicyFile;
  const read = rules.map(({ owner, checks, line }) => {
    const { name, when, askDesk = false } = owner as Partial<PolicyRule>;
    return { name: name ?? defaultRule, when: when ?? {}, checks, askDesk, line };
  });
  mistakes.push(...sharedNames(read), ...noHours(read));
  if (mistakes.length > 0) return refuse(mistakes);
  const policy = { answers, dates, rules: read };
  const unknown = here ? unknownHere(policy, here, lineOf) : [];
  const unlikely = [...neverApplying(policy), ...askingInVain(read), ...unknown];
  const warnings = [...formerNames, ...former, ...unlikely].sort((a, b) => a.line - b.line);
  return { policy, mistakes: [], warnings };
}

function refuse(mistakes: readonly Diagnostic[]): PolicyReading {
  return { policy: null, mistakes: mistakes.toSorted((a, b) => a.line - b.line), warnings: [] };
}

/** Returns the rules and, last, the default: everything with `checks`. */
function eachWithChecks(file: unknown): { owner: Record<string, unknown>; pointer: string }[] {
  if (!isMap(file)) return [];
  const { rules } = file;
  const found = (Array.isArray(rules) ? rules : []).map((owner: unknown, i) => ({
    owner,
    pointer: `/rules/${i}`,
  }));
  const all = [...found, { owner: file['default'], pointer: '/default' }];
  return all.flatMap(({ owner, pointer }) => (isMap(owner) ? [{ owner, pointer }] : []));
}

/** Reports shared names, because a sign-in is stored with its rule's name, which must be unique. */
function sharedNames(rules: readonly PolicyRule[]): Diagnostic[] {
  return rules.slice(0, -1).flatMap(({ name, line }, i) => {
    if (name === defaultRule) {
      return [{ line, text: `A rule cannot be called "${defaultRule}"; give it another name.` }];
    }
    const first = rules.findIndex((rule) => rule.name === name);
    if (first === i) return [];
    return [
      { line, text: `Another rule is called "${name}" already; give this one another name.` },
    ];
  });
}

function noHours(rules: readonly PolicyRule[]): Diagnostic[] {
  return rules.flatMap(({ when: { hours = [] }, line }) =>
    hours
      .filter((each) => each.slice(0, 5) === each.slice(6))
      .map((each) => {
        const text = `The hours ${each} end when they begin. Leave \`hours\` out for the whole day.`;
        return { line, text };
      }),
  );
}

function askingInVain(rules: readonly PolicyRule[]): Diagnostic[] {
  const vain = rules.filter(
    ({ askDesk, checks }) => askDesk && !checks.some(({ name }) => name === 'face'),
  );
  const withCode = rules.filter(
    ({ askDesk, checks }) => askDesk && checks.some(({ name }) => name === 'personal_code'),
  );
  return [
    ...vain.map(({ name, line }) => ({
      line,
      text: `"${name}" says \`askDesk\` and does not ask for \`face\`, the only check the desk is asked about.`,
    })),
    ...withCode.map(({ name, line }) => ({
      line,
      text: `"${name}" says \`askDesk\` and asks for a \`personal_code\`: the code is asked of a face that matched, so the desk is never asked.`,
    })),
  ];
}

/** One narrowest kind of sign-in that conditions can distinguish. Null: a value that no rule names. */
interface Case {
  kind: string;
  invited: boolean;
  flow: string | null;
  location: string | null;
  hours: string | null;
}

/** Reports rules that never apply, because earlier rules take all their sign-ins. */
function neverApplying(policy: Policy): Diagnostic[] {
  // The default is required, even where the rules leave no sign-in to it.
  return policy.rules.slice(0, -1).flatMap(({ name, when, line }, i) => {
    const before = policy.rules.slice(0, i);
    const isTaken = casesOf(when).every((one) => before.some((rule) => takes(rule.when, one)));
    if (!isTaken) return [];
    return [
      { line, text: `The rule "${name}" never applies: those before it take all of its sign-ins.` },
    ];
  });
}

/** Returns every case of a rule. A flow's name and id count as two cases, though they may mean the same flow. */
function casesOf({ kind, invited, flow, location, hours }: When): Case[] {
  const kinds = kind ? [kind] : ['visitor', 'employee'];
  const invitations = invited === undefined ? [true, false] : [invited];
  return kinds.flatMap((kind) =>
    invitations.flatMap((invited) =>
      (flow ?? [null]).flatMap((flow) =>
        (location ?? [null]).flatMap((location) =>
          (hours ?? [null]).map((hours) => ({ kind, invited, flow, location, hours })),
        ),
      ),
    ),
  );
}

function takes(when: When, one: Case): boolean {
  return (
    (when.kind ?? one.kind) === one.kind &&
    (when.invited ?? one.invited) === one.invited &&
    includes(when.flow, one.flow === null ? undefined : [one.flow]) &&
    includes(when.location, one.location === null ? undefined : [one.location]) &&
    includes(when.hours, one.hours === null ? undefined : [one.hours])
  );
}

/** Whether a condition holds wherever another one holds. */
function includes(wide: readonly string[] | undefined, narrow: readonly string[] | undefined) {
  if (!wide) return true;
  const names = new Set(wide.map(foldName));
  return narrow?.every((name) => names.has(foldName(name))) ?? false;
}
