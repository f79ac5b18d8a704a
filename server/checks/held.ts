import { Type } from 'typebox';
import { defineCheck } from './check.ts';

/** Lets nobody in, while nobody can say what is asked of whom. No policy can name it. */
export const heldCheck = defineCheck({
  name: 'held',
  settings: Type.Object({}),
  needs: [],
  run: async () => ({ passed: false, reason: 'policy_unreadable' }),
});
