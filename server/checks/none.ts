import { Type } from 'typebox';
import { defineCheck } from './check.ts';

/** Lets everybody in, where a policy says `checks: none`. */
export const noneCheck = defineCheck({
  name: 'none',
  settings: Type.Object({}),
  needs: [],
  run: async () => ({ passed: true, reason: 'not_required' }),
});
