import type { Db } from '../../server/store/schema.ts';
import { listInstalls } from '../../server/store/tables/envoy-installs.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

/** Where the app is installed in Envoy, and whether Envoy knows what for. */
export async function examineInstalls(db: Db): Promise<Finding[]> {
  const about = 'Envoy install';
  const installs = await listInstalls(db);
  if (installs.length === 0) {
    const todo = 'Go through the setup step in Envoy, unless the hook is ticked in its dashboard.';
    return [warning('installs', about, 'No setup step has reached this machine.', todo)];
  }
  return installs.map(({ location_name, install_id, purpose_state, purpose_fault }) => {
    const where = location_name ?? `install ${install_id}`;
    if (purpose_state === 'registered') {
      return ok('purpose', about, `${where}: the purpose is registered.`);
    }
    const fault = purpose_fault ? ` (${purpose_fault.replaceAll('_', ' ')})` : '';
    if (purpose_state === 'pending') {
      const found = `${where}: the purpose is not registered yet${fault}.`;
      return warning('purpose', about, found, 'It is tried again; look at the finding on the API.');
    }
    const found = `${where}: Envoy refused to register the purpose${fault}.`;
    const todo = 'Tick the sign-in hook in the dashboard, or ask Envoy to allow the purpose.';
    return failing('purpose', about, found, todo);
  });
}
