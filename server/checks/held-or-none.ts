import { Type } from 'typebox';
import { defineCheck } from '../sign-in/check.ts';

/** Lets no one in, while no one can say what is asked of whom. No policy can name it. */
export const heldCheck = defineCheck({
  name: 'held',
  settings: Type.Object({}),
  needs: [],
  run: async () => ({ passed: false, reason: 'policy_unreadable' }),
});

/** Lets everybody in, where a policy says `checks: none`. */
export const noneCheck = defineCheck({
  name: 'none',
  settings: Type.Object({}),
  needs: [],
  run: async () => ({ passed: true, reason: 'not_required' }),
});
