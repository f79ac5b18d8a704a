import type { Db } from '../../server/store/schema.ts';
import { listInstalls, type EnvoyInstallRow } from '../../server/store/tables/envoy-installs.ts';
import { hasSignInsSince } from '../../server/store/tables/sign-ins.ts';
import { oneLine } from '../../server/platform/printable.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

const about = 'Envoy install';
const tick = 'Tick the sign-in hook in the dashboard';

/** Where the app is installed in Envoy, and whether Envoy knows what for. */
export async function examineInstalls(db: Db, clientId: string | null): Promise<Finding[]> {
  const installs = await listInstalls(db);
  if (installs.length === 0) {
    const todo = 'Go through the setup step in Envoy, unless the hook is ticked in its dashboard.';
    return [warning('installs', about, 'No setup step has reached this machine.', todo)];
  }
  const findings: Finding[] = [];
  for (const install of installs) findings.push(await purposeOf(install, db, clientId));
  return findings;
}

async function purposeOf(
  install: EnvoyInstallRow,
  db: Db,
  clientId: string | null,
): Promise<Finding> {
  const { location_name, install_id, purpose_state, purpose_fault } = install;
  const where = oneLine(location_name ?? `install ${install_id}`);
  if (purpose_state === 'registered') {
    return ok('purpose', about, `${where}: the purpose is registered.`);
  }
  const fault = purpose_fault ? ` (${purpose_fault.replaceAll('_', ' ')})` : '';
  if (clientId === null) {
    const found = `${where}: the purpose is not registered, and nothing tries it without a client id.`;
    return warning('purpose', about, found, `${tick}, or set ENVOY_CLIENT_ID and restart.`);
  }
  if (purpose_state === 'pending') {
    const found = `${where}: the purpose is not registered yet${fault}.`;
    return warning('purpose', about, found, 'It is tried again; look at the finding on the API.');
  }
  const found = `${where}: Envoy refused to register the purpose${fault}; it is tried again.`;
  const todo = `${tick}, or ask Envoy to allow the purpose.`;
  if (await hasSignInsSince(db, install.installed_at, install.location_id)) {
    const come = `${found} Sign-ins come all the same.`;
    return warning('purpose', about, come, `Nothing, when the hook is ticked there. Else: ${todo}`);
  }
  return failing('purpose', about, `${found} No sign-in has come from there.`, todo);
}
