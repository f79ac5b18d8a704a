import type { Config } from '../../server/config/config.ts';
import type { Secrets } from '../../server/config/secrets.ts';
import { login } from '../../server/envoy/plugin-api/login.ts';
import { DeliveryFault } from '../../server/notify/destination.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

const about = 'Envoy API';
const patienceMs = 10_000;

/** Can this app log in at Envoy? Without that, the purpose is not registered and the visitor log not written. */
export async function examinePluginApi(
  { baseUrl, clientId }: Config['envoy'],
  secrets: Secrets['envoy'],
): Promise<Finding[]> {
  if (clientId === null) {
    const todo =
      "Put the app's client id into ENVOY_CLIENT_ID, unless the hook is ticked in Envoy's dashboard and the visitor log needs no line for those let in.";
    return [warning('plugin_api', about, 'It is not used: no client id is set.', todo)];
  }
  try {
    await login({ baseUrl, clientId, secrets }, AbortSignal.timeout(patienceMs));
    return [ok('plugin_api', about, `${baseUrl} accepts the client id and secret.`)];
  } catch (error) {
    if (!(error instanceof DeliveryFault)) throw error;
    if (error.code === 'login_refused') {
      const todo = "Copy both anew from the app's page in Envoy.";
      return [failing('plugin_api', about, 'Envoy refuses the client id or secret.', todo)];
    }
    const found = `${baseUrl} cannot be used now (${error.code.replaceAll('_', ' ')}).`;
    const todo = 'Look whether this machine is online. Sign-ins are answered all the same.';
    return [warning('plugin_api', about, found, todo)];
  }
}
