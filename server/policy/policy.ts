import { foldName } from '#base/text';
import { heldCheck } from '../checks/registry.ts';
import type { FormDateOrder } from '../sign-in/sign-in.ts';
import type { FormQuestions, When } from './schema.ts';

/** Whether one of the policy's names equals this id, or this name without regard to spelling. */
export function isNamedAmong(
  wanted: readonly string[],
  id: string | null,
  name: string | null,
): boolean {
  const folded = name === null ? null : foldName(name);
  return wanted.some((one) => one.trim() === id || foldName(one) === folded);
}

/** A policy without mistakes. */
export interface Policy {
  answers: FormQuestions;
  dates: FormDateOrder | null;
  /** In the order of evaluation; the last rule has no conditions and always applies. */
  rules: readonly PolicyRule[];
}

export interface PolicyRule {
  name: string;
  when: When;
  checks: readonly CheckSettings[];
  /** Whether the desk is asked when only the face check is in doubt. */
  askDesk: boolean;
  /** The rule's first line in the file. */
  line: number;
}

/** A check by its name, with its settings from the policy, completed by the defaults. */
export interface CheckSettings {
  name: string;
  settings: unknown;
}

/** The last rule's name. */
export const defaultRule = 'default';

/** The policy without a policy file: everybody's face is checked. */
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

/** The policy while the file cannot be read at the start: it holds every visitor. */
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
