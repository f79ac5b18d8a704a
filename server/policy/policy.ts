import { foldName } from '../platform/text.ts';
import { heldCheck } from '../checks/registry.ts';
import type { FormDateOrder } from '../sign-in/form-answers.ts';
import type { FormQuestions, When } from './schema.ts';

/** Whether one of the names in the policy is this id, or this name as people write names. */
export function isNamedAmong(
  wanted: readonly string[],
  id: string | null,
  name: string | null,
): boolean {
  const folded = name === null ? null : foldName(name);
  return wanted.some((one) => one.trim() === id || foldName(one) === folded);
}

/** A policy that was read and found in order. */
export interface Policy {
  answers: FormQuestions;
  dates: FormDateOrder | null;
  /** In the order in which they are asked; the last one has no conditions and always applies. */
  rules: readonly PolicyRule[];
}

export interface PolicyRule {
  name: string;
  when: When;
  checks: readonly CheckSettings[];
  /** The desk is asked when only the face check is in doubt. */
  askDesk: boolean;
  /** Where it begins in the file. */
  line: number;
}

/** A check by its name, with what the policy says of it, completed by its defaults. */
export interface CheckSettings {
  name: string;
  settings: unknown;
}

/** The last rule's name. */
export const defaultRule = 'default';

/** What counts while there is no policy file: everyone's face. */
export const builtInPolicy: Policy = {
  answers: {},
  dates: null,
  rules: [
    {
      name: defaultRule,
      when: {},
      checks: [
        { name: 'face', settings: {} },
        { name: 'recent', settings: {} },
      ],
      askDesk: false,
      line: 1,
    },
  ],
};

/** The policy that counts while the file cannot be read at the start: it holds everybody. */
export const unreadablePolicy: Policy = {
  ...builtInPolicy,
  rules: [
    {
      name: defaultRule,
      when: {},
      checks: [{ name: heldCheck.name, settings: {} }],
      askDesk: false,
      line: 1,
    },
  ],
};
