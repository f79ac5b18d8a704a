import { Type, type TObject } from 'typebox';
import type { Config } from '../config/config.ts';
import { livenessModes, livenessObstacle } from '../config/liveness.ts';
import { type Check, defineCheck } from '../sign-in/check.ts';
import { documentCheck } from './document.ts';
import { faceSettings } from './face.ts';
import { healthPassSettings } from './health-pass.ts';
import { identityDocumentSettings } from './identity-document.ts';
import { recentCheck } from './recent.ts';
import { personalCodeSettings } from './personal-code.ts';
import { remoteListSettings } from './remote-list.ts';
import { watchlistSettings } from './watchlist.ts';

/** The checks that need only the sign-in. One line here makes a check known to the policy. */
const plainChecks: readonly Check[] = [documentCheck, recentCheck];

/** Settings of the checks that need services: each has one line here as well. */
const builtChecks = {
  face: faceSettings,
  health_pass: healthPassSettings,
  identity_document: identityDocumentSettings,
  personal_code: personalCodeSettings,
  remote_list: remoteListSettings,
  watchlist: watchlistSettings,
} satisfies Record<string, TObject>;

/** The settings that a policy may give each check, by the check's name. */
export const checkSettings: Readonly<Record<string, TObject>> = {
  ...builtChecks,
  ...Object.fromEntries(plainChecks.map(({ name, settings }) => [name, settings])),
};

/** The settings for this installation: `face.liveness` has only the modes that fit this engine and deadline. */
export function checkSettingsFor(
  config: Pick<Config, 'engine' | 'deadlineMs'>,
): Readonly<Record<string, TObject>> {
  const possible = livenessModes.filter((mode) => livenessObstacle(mode, config) === null);
  const why = livenessObstacle('active', config);
  if (why === null) return checkSettings;
  const expectation = `one of ${possible.join(', ')}: ${why}`;
  const liveness = Type.Optional(Type.Enum(possible, { expectation }));
  return { ...checkSettings, face: Type.Object({ ...faceSettings.properties, liveness }) };
}

/** Returns every check by its name. */
export function allChecks(
  built: Readonly<Record<keyof typeof builtChecks, Check>>,
): ReadonlyMap<string, Check> {
  const checks = [...Object.values(built), ...plainChecks, noneCheck, heldCheck];
  return new Map(checks.map((check) => [check.name, check]));
}

/** Holds every visitor while the required checks are unknown. No policy can name this check. */
export const heldCheck = defineCheck({
  name: 'held',
  settings: Type.Object({}),
  needs: [],
  run: async () => ({ passed: false, reason: 'policy_unreadable' }),
});

/** Lets every visitor in, where a policy says `checks: none`. */
export const noneCheck = defineCheck({
  name: 'none',
  settings: Type.Object({}),
  needs: [],
  run: async () => ({ passed: true, reason: 'not_required' }),
});
