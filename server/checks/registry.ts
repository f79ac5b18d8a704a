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

/** The checks that need nothing but the sign-in. One line makes another one known to the policy. */
const plainChecks: readonly Check[] = [documentCheck, recentCheck];

/** Settings of the checks that the service builds with what they need: one line for each here as well. */
const builtChecks = {
  face: faceSettings,
  health_pass: healthPassSettings,
  identity_document: identityDocumentSettings,
  personal_code: personalCodeSettings,
  remote_list: remoteListSettings,
  watchlist: watchlistSettings,
} satisfies Record<string, TObject>;

/** What a policy may say of each check, by the check's name. */
export const checkSettings: Readonly<Record<string, TObject>> = {
  ...builtChecks,
  ...Object.fromEntries(plainChecks.map(({ name, settings }) => [name, settings])),
};

/** What a policy may say here: `face.liveness` names only what this engine and this deadline can do. */
export function checkSettingsFor(
  config: Pick<Config, 'engine' | 'deadlineMs'>,
): Readonly<Record<string, TObject>> {
  const possible = livenessModes.filter((mode) => livenessObstacle(mode, config) === null);
  const why = livenessObstacle('thorough', config);
  if (why === null) return checkSettings;
  const expectation = `one of ${possible.join(', ')}: ${why}`;
  const liveness = Type.Optional(Type.Enum(possible, { expectation }));
  return { ...checkSettings, face: Type.Object({ ...faceSettings.properties, liveness }) };
}

/** Every check by its name, with those that the service built. */
export function allChecks(
  built: Readonly<Record<keyof typeof builtChecks, Check>>,
): ReadonlyMap<string, Check> {
  const checks = [...Object.values(built), ...plainChecks, noneCheck, heldCheck];
  return new Map(checks.map((check) => [check.name, check]));
}

/** Holds everybody while the required checks are unknown. No policy can name it. */
export const heldCheck = defineCheck({
  name: 'held',
  settings: Type.Object({}),
  needs: [],
  run: async () => ({ passed: false, reason: 'policy_unreadable' }),
});

/** Lets everyone in, where a policy says `checks: none`. */
export const noneCheck = defineCheck({
  name: 'none',
  settings: Type.Object({}),
  needs: [],
  run: async () => ({ passed: true, reason: 'not_required' }),
});
