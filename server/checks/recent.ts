import { Type } from 'typebox';
import { defineCheck } from '../sign-in/check.ts';

/**
 * Envoy holds a sign-in for 30 s, so a later call is old whatever is set. The rest is for a clock that is off by minutes;
 * the same call is answered from the store for longer than that.
 */
const longestAgeMinutes = 10;
/** Calls do not come before the sign-in, so this is for clocks alone. Five minutes are what Kerberos allows (RFC 4120). */
const longestAheadMinutes = 5;

/**
 * Was the sign-in made just now? A signed call can be recorded and sent again, or arrive long after Envoy
 * let the visitor in. A call without a readable time counts as made on arrival: only a holder of the signing secret
 * can leave the time out.
 */
export const recentCheck = defineCheck({
  name: 'recent',
  settings: Type.Object(
    {},
    {
      former: {
        maximumAgeMinutes: { instead: `it is ${longestAgeMinutes}. Delete it.` },
        maximumAheadMinutes: { instead: `it is ${longestAheadMinutes}. Delete it.` },
      },
    },
  ),
  needs: ['signedInAt', 'arrivedAt'],
  run: async ({ signedInAt, arrivedAt }) => {
    const minutes = (arrivedAt.getTime() - signedInAt.getTime()) / 60_000;
    // Written so that an invalid time fails.
    const isRecent = minutes <= longestAgeMinutes && -minutes <= longestAheadMinutes;
    if (isRecent) {
      const isTold = signedInAt.getTime() !== arrivedAt.getTime();
      const note = 'Envoy sent no time of the sign-in, so the time of its arrival counts.';
      return { passed: true, reason: 'passed', ...(!isTold && { evidence: { note } }) };
    }
    const where = minutes > 0 ? `${span(minutes)} old` : `${span(-minutes)} in the future`;
    const note = `The sign-in is ${where} by the clock of this machine. If it was made just now, that clock is wrong.`;
    return { passed: false, reason: 'too_old', evidence: { note } };
  },
});

function span(minutes: number): string {
  if (minutes < 120) return `${Math.round(minutes)} minutes`;
  return minutes < 2880
    ? `${Math.round(minutes / 60)} hours`
    : `${Math.round(minutes / 1440)} days`;
}
