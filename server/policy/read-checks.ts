import type { TObject } from 'typebox';
import { Value } from 'typebox/value';
import type { YamlSource } from '#base/reloadable';
import {
  instead,
  mistakesAgainst,
  isMap,
  coerceToSchema,
  escapePointer,
  withoutFormerNames,
  type Diagnostic,
} from '#base/schema';
import type { CheckSettings } from './policy.ts';

/** The settings that a policy may give each check, by the check's name. */
export type KnownChecks = Readonly<Record<string, TObject>>;

/** The check of `checks: none`, which lets every visitor in. No other spelling selects it. */
const noCheck: CheckSettings = { name: 'none', settings: {} };
/** Added with its defaults to every list of checks that does not name it. */
const always = 'recent';

const howToName =
  'Name each check on a line of its own below it, like `face:`, or write `checks: none` to let everybody in';

/** Reads one `checks`. An empty one is a mistake: only the word `none` lets visitors in without a check. */
export function readChecks(
  value: unknown,
  pointer: string,
  known: KnownChecks,
  lineOf: YamlSource['lineOf'],
): { checks: CheckSettings[]; mistakes: Diagnostic[]; warnings: Diagnostic[] } {
  if (value === noCheck.name) return { checks: [noCheck], mistakes: [], warnings: [] };
  if (!isMap(value) || Object.keys(value).length === 0) {
    const isEmpty = value === null || isMap(value) || (Array.isArray(value) && value.length === 0);
    const what = isEmpty ? 'is empty' : Array.isArray(value) ? 'is a list' : 'is no check';
    const text = `\`checks\` ${what}. ${howToName}.`;
    return { checks: [], mistakes: [{ line: lineOf(pointer), text }], warnings: [] };
  }
  const mistakes: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const checks = Object.entries(value).map(([name, given]) => {
    const at = `${pointer}/${escapePointer(name)}`;
    const schema = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!schema) {
      const rather =
        name === noCheck.name
          ? 'write `checks: none` on one line, with no other check'
          : instead(name, Object.keys(known));
      mistakes.push({ line: lineOf(at), text: `There is no check \`${name}\`; ${rather}.` });
      return noCheck;
    }
    const current = withoutFormerNames(schema, coerceToSchema(schema, given), lineOf, at);
    warnings.push(...current.warnings);
    const settings = Value.Default(schema, current.value);
    mistakes.push(...mistakesAgainst(schema, settings, lineOf, at));
    return { name, settings };
  });
  const lineOfCheck = (name: string) => lineOf(`${pointer}/${escapePointer(name)}`);
  mistakes.push(...codeWithoutFace(checks, lineOfCheck));
  mistakes.push(...documentWithoutFace(checks, lineOfCheck));
  const isNamed = checks.some(({ name }) => name === always);
  if (!isNamed) checks.push({ name: always, settings: {} });
  return { checks, mistakes, warnings };
}

/** Requires a face beside a code, because a code can be handed on, and only a matched person is asked for it. */
function codeWithoutFace(
  checks: readonly CheckSettings[],
  lineOf: (name: string) => number,
): Diagnostic[] {
  const code = 'personal_code';
  if (!checks.some(({ name }) => name === code)) return [];
  const face = checks.find(({ name }) => name === 'face');
  const line = lineOf(code);
  if (!face) {
    const text =
      'A `personal_code` needs `face` beside it: it is asked of the person whose face matched.';
    return [{ line, text }];
  }
  const whenNotEnrolled = whenNotEnrolledOf(checks);
  if (whenNotEnrolled !== 'approve' && whenNotEnrolled !== 'document') return [];
  const text = `A \`personal_code\` does not go with \`whenNotEnrolled: ${whenNotEnrolled}\` of \`face\`: people whom nobody enrolled have no code, and would be let in without one.`;
  return [{ line, text }];
}

/** Requires both or neither: each check passes the visitors whom the other one examines. */
function documentWithoutFace(
  checks: readonly CheckSettings[],
  lineOf: (name: string) => number,
): Diagnostic[] {
  const document = 'identity_document';
  const isNamed = checks.some(({ name }) => name === document);
  const isWanted = whenNotEnrolledOf(checks) === 'document';
  if (isNamed === isWanted) return [];
  const text = isNamed
    ? 'An `identity_document` needs `face` beside it with `whenNotEnrolled: document`: it is asked of visitors who are not enrolled.'
    : 'A `face` with `whenNotEnrolled: document` needs the check `identity_document` beside it.';
  return [{ line: lineOf(isNamed ? document : 'face'), text }];
}

function whenNotEnrolledOf(checks: readonly CheckSettings[]): unknown {
  const face = checks.find(({ name }) => name === 'face');
  return isMap(face?.settings) ? face.settings['whenNotEnrolled'] : undefined;
}
