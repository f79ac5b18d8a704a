import type { Migration } from 'kysely';
import * as firstRelease from './001-first-release.ts';
import * as resemblance from './002-resemblance.ts';
import * as signInChecks from './003-sign-in-checks.ts';
import * as envoyInstalls from './004-envoy-installs.ts';
import * as outbox from './005-outbox.ts';
import * as watchlist from './006-watchlist.ts';
import * as audit from './007-audit.ts';
import * as consent from './008-consent.ts';
import * as templateTransform from './009-template-transform.ts';
import * as policy from './010-policy.ts';
import * as credentials from './011-credentials.ts';
import * as signInModel from './012-sign-in-model.ts';
import * as pendingSeal from './013-pending-seal.ts';
import * as faceTries from './014-face-tries.ts';

/** Every migration by its name; they run in the order of their names and are never edited once released. */
export const migrations: Record<string, Migration> = {
  '001-first-release': firstRelease,
  '002-resemblance': resemblance,
  '003-sign-in-checks': signInChecks,
  '004-envoy-installs': envoyInstalls,
  '005-outbox': outbox,
  '006-watchlist': watchlist,
  '007-audit': audit,
  '008-consent': consent,
  '009-template-transform': templateTransform,
  '010-policy': policy,
  '011-credentials': credentials,
  '012-sign-in-model': signInModel,
  '013-pending-seal': pendingSeal,
  '014-face-tries': faceTries,
};
