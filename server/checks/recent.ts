import { Type } from 'typebox';
import { defineCheck } from '../sign-in/check.ts';

/**
 * Was the sign-in made just now? A signed call can be recorded and sent again, or arrive long after Envoy
 * let the visitor in. A call without a readable time counts as made on arrival: only a holder of the signing secret
 * can leave the time out.
 */
export const recentCheck = defineCheck({
  name: 'recent',
  settings: Type.Object({
    maximumAgeMinutes: Type.Number({
      default: 10,
      minimum: 1,
      maximum: 1440,
      description: 'How long ago the visitor may have signed in when the sign-in arrives here.',
    }),
    maximumAheadMinutes: Type.Number({
      default: 5,
      minimum: 1,
      maximum: 1440,
      description:
        'How far in the future the sign-in may lie, because clocks differ between here and Envoy.',
    }),
  }),
  needs: ['signedInAt', 'arrivedAt'],
  run: async ({ signedInAt, arrivedAt }, { settings }) => {
    const minutes = (arrivedAt.getTime() - signedInAt.getTime()) / 60_000;
    // Written so that an invalid time fails.
    const isRecent =
      minutes <= settings.maximumAgeMinutes && -minutes <= settings.maximumAheadMinutes;
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
