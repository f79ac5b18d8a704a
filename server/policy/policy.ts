import { heldCheck } from '../checks/held-or-none.ts';
import type { DateOrder } from '../sign-in/form-answers.ts';
import type { Answers, KioskEntry, When } from './schema.ts';

/** A policy that was read and found in order. */
export interface Policy {
  answers: Answers;
  dates: DateOrder | null;
  kiosks: readonly KioskEntry[];
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

/** What counts while there is no policy file: everybody's face. */
export const builtInPolicy: Policy = {
  answers: {},
  dates: null,
  kiosks: [],
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

/** What counts while the policy file cannot be read at the start: no one is let in. */
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
