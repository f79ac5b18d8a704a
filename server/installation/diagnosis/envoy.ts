import type { Config } from '../../config/config.ts';
import type { Secrets } from '../../config/secrets.ts';
import { login } from '#envoy';
import { hookRoutes } from '../../envoy/call-guards.ts';
import { doctorsEvent } from '../../envoy/unread-sign-ins.ts';
import { DeliveryError } from '#base/http';
import { vestibule } from '../../platform/operator-error.ts';
import { oneLine, printable } from '#base/text';
import type { Db } from '../../store/schema.ts';
import { listInstalls, type EnvoyInstallRow } from '../../store/tables/kiosks.ts';
import { ownJobIds } from '../../sign-in/own-job-ids.ts';
import { hasSignInsSince } from '../../store/tables/sign-ins.ts';
import { failing, ok, warning, type Finding } from './finding.ts';
import { probe, type ProbeFault, type ProbeResult } from './probe.ts';

const aboutTunnel = 'Tunnel';
const aboutStandby = 'Stand-by';
/**
 * This call is no sign-in: the sign-in address answers 412 and the events address 200. The call has no effect and
 * causes no notification.
 */
const event = JSON.stringify({ meta: { event: doctorsEvent } });

const faults: Record<ProbeFault, [found: string, todo: string]> = {
  no_such_host: ['No machine has this name.', 'Look at VESTIBULE_PUBLIC_URL and at the DNS entry.'],
  refused: ['Nothing listens there.', 'Start the tunnel.'],
  certificate: [
    'Its certificate is not accepted.',
    'Envoy would refuse it too: renew or repair it.',
  ],
  timed_out: ['It did not answer within 10 s.', 'Look at the tunnel and at a firewall between.'],
  unreachable: ['It cannot be reached.', 'Check the tunnel and the internet connection.'],
};

/** Examines whether calls signed like Envoy's come through, and no others. */
export async function checkTunnel(publicUrl: string | null, secret: string): Promise<Finding[]> {
  if (publicUrl === null) {
    const todo = `Run ${vestibule} setup, or set VESTIBULE_PUBLIC_URL to where Envoy reaches this machine.`;
    return [warning('tunnel', aboutTunnel, 'Where the tunnel answers is not known.', todo)];
  }
  const signed = await probe(publicUrl + hookRoutes.signIn, { body: event, secret });
  const trouble = troubleOf(signed, publicUrl);
  if (trouble) return [trouble];
  const findings = [
    ...standbyIn(signed),
    ok('tunnel', aboutTunnel, `A signed call comes through ${publicUrl}${inTime(signed)}.`),
    ...(await eventsPath(publicUrl, secret)),
    ...(await setupPath(publicUrl)),
    ...(await probeUnsigned(publicUrl)),
    ...(await nothingElse(publicUrl)),
  ];
  return findings;
}

function troubleOf(probed: ProbeResult, publicUrl: string): Finding | null {
  if (probed.kind === 'fault') {
    const [found, todo] = faults[probed.fault];
    return failing('tunnel', aboutTunnel, `${publicUrl}: ${found}`, todo);
  }
  const { status, standby } = probed;
  if (standby?.endsWith(' away')) {
    const found = 'The stand-by answers Envoy, but gets no valid answer from this service.';
    const todo = 'On its machine: journalctl -u vestibule-standby. Compare its address and secret.';
    return failing('standby_cut_off', aboutStandby, `${found} Every visitor is held.`, todo);
  }
  if (status === 412) return null;
  if (status === 401) {
    return failing(
      'tunnel_secret',
      aboutTunnel,
      'A signed call was refused: the service has another secret, or something in between changes the body.',
      'Restart the service with the secret that is set here; if it has it, look at what the tunnel does to bodies.',
    );
  }
  if (status === 404) {
    const todo = `Let the tunnel pass ${Object.values(hookRoutes).join(', ')}.`;
    return failing('tunnel_path', aboutTunnel, 'Its path rule does not let Envoy in (404).', todo);
  }
  if (status >= 500) {
    const found = `The tunnel is up, but does not reach the service (${status}).`;
    return failing(
      'tunnel_service',
      aboutTunnel,
      found,
      'Start the service, or correct the port in the tunnel.',
    );
  }
  return failing(
    'tunnel_between',
    aboutTunnel,
    `Something in between answers instead of the service (${status}).`,
    'Turn off log-in pages, bot protection and redirects for these paths: Envoy is no browser.',
  );
}

/** Examines whether a stand-by holds visitors while this machine is off. */
function standbyIn(probed: ProbeResult): Finding[] {
  const version = probed.kind === 'answer' ? probed.standby : null;
  if (version !== null) {
    const found = printable`It forwards Envoy's calls (version ${version}), and holds visitors while this machine is off.`;
    return [ok('standby', aboutStandby, found)];
  }
  const found = 'While this machine is off, Envoy lets every visitor in.';
  const todo = 'Let the tunnel lead to a stand-by on a second machine: docs/standby.md.';
  return [warning('standby', aboutStandby, found, todo)];
}

function inTime(probed: ProbeResult): string {
  return probed.kind === 'answer' ? ` in ${Math.round(probed.tookMs)} ms` : '';
}

async function eventsPath(publicUrl: string, secret: string): Promise<Finding[]> {
  const probed = await probe(publicUrl + hookRoutes.events, { body: event, secret });
  if (probed.kind === 'answer' && probed.status === 200) return [];
  const found = `Sign-ins come through, but not what Envoy sends besides (${describe(probed)}, not 200).`;
  const todo = `Let the tunnel pass ${hookRoutes.events} too. A 503 means that the service is still starting.`;
  return [failing('tunnel_events', aboutTunnel, found, todo)];
}

/** The call is unsigned: a signed call might count as a step of the set-up. */
async function setupPath(publicUrl: string): Promise<Finding[]> {
  const probed = await probe(publicUrl + hookRoutes.setup, { body: event });
  if (isRefusal(probed)) return [];
  const found = `The setup step in Envoy cannot come through (${describe(probed)}, not 401).`;
  const todo = `Let the tunnel pass ${hookRoutes.setup} too.`;
  return [failing('tunnel_setup', aboutTunnel, found, todo)];
}

/** The service also refuses too many unsigned calls, with another status code. */
function isRefusal(probed: ProbeResult): boolean {
  return probed.kind === 'answer' && (probed.status === 401 || probed.status === 429);
}

async function probeUnsigned(publicUrl: string): Promise<Finding[]> {
  const probed = await probe(publicUrl + hookRoutes.signIn, { body: event });
  if (isRefusal(probed)) return [];
  const found = `A call without a signature is answered ${describe(probed)}, not 401.`;
  return [
    failing(
      'tunnel_unsigned',
      aboutTunnel,
      found,
      'Find out what answers there: not this service.',
    ),
  ];
}

/** Paths that must be unreachable from outside, and how to recognise their answers. */
const inside: Record<string, RegExp> = {
  '/': /vestibule/i,
  '/readyz': /"checks"/,
  '/metrics': /vestibule_/,
};

async function nothingElse(publicUrl: string): Promise<Finding[]> {
  for (const [path, mark] of Object.entries(inside)) {
    const probed = await probe(publicUrl + path);
    if (probed.kind !== 'answer' || !mark.test(probed.body)) continue;
    return [
      failing(
        'tunnel_open',
        aboutTunnel,
        `The lobby listener can be reached from outside (${path}).`,
        'Point the tunnel at the hook listener, with the path rule in docs/tunnel.md.',
      ),
    ];
  }
  const health = await probe(`${publicUrl}/healthz`);
  if (health.kind === 'answer' && health.status === 200) {
    const todo = 'Add the path rule in docs/tunnel.md; nothing else has to come in.';
    return [
      warning('tunnel_paths', aboutTunnel, 'It lets other paths through too (/healthz).', todo),
    ];
  }
  return [ok('tunnel_paths', aboutTunnel, 'Nothing but the hook is reachable through it.')];
}

function describe(probed: ProbeResult): string {
  return probed.kind === 'answer' ? String(probed.status) : probed.fault.replaceAll('_', ' ');
}

/** Sign-ins that say nothing about Envoy. */
const ourOwn = Object.values(ownJobIds);

const aboutInstalls = 'Envoy install';
const tick = 'Tick the sign-in hook in the dashboard';

/** Examines where the app is installed in Envoy and whether Envoy knows its purpose. */
export async function checkInstalls(db: Db, clientId: string | null): Promise<Finding[]> {
  const installs = await listInstalls(db);
  if (installs.length === 0) {
    if (await hasSignInsSince(db, new Date(0), null, ourOwn)) {
      const found = 'Sign-ins arrive. No setup step has reached this machine.';
      return [ok('installs', aboutInstalls, found)];
    }
    if (await hasSignInsSince(db, new Date(0), null)) {
      const found = 'Only simulated sign-ins have arrived, and none of Envoy.';
      return [warning('installs', aboutInstalls, found, 'Enter the addresses in Envoy.')];
    }
    const todo = 'Go through the setup step in Envoy, unless the hook is ticked in its dashboard.';
    return [warning('installs', aboutInstalls, 'No setup step has reached this machine.', todo)];
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
  const { locationName, installId, purposeState, purposeFault } = install;
  const where = oneLine(locationName ?? `install ${installId}`);
  if (purposeState === 'registered') {
    return ok('purpose', aboutInstalls, `${where}: the purpose is registered.`);
  }
  const fault = purposeFault ? ` (${purposeFault.replaceAll('_', ' ')})` : '';
  if (clientId === null) {
    const found = `${where}: the purpose is not registered, and nothing tries it without a client id.`;
    return warning('purpose', aboutInstalls, found, `${tick}, or set ENVOY_CLIENT_ID and restart.`);
  }
  if (purposeState === 'pending') {
    const found = `${where}: the purpose is not registered yet${fault}.`;
    return warning(
      'purpose',
      aboutInstalls,
      found,
      'It is tried again; look at the finding on the API.',
    );
  }
  const found = `${where}: Envoy refused to register the purpose${fault}; it is tried again.`;
  const todo = `${tick}, or ask Envoy to allow the purpose.`;
  if (await hasSignInsSince(db, install.installedAt, install.locationId, ourOwn)) {
    const come = `${found} Sign-ins still arrive.`;
    return warning(
      'purpose',
      aboutInstalls,
      come,
      `Nothing, when the hook is ticked there. Otherwise: ${todo}`,
    );
  }
  return failing('purpose', aboutInstalls, `${found} No sign-in has come from there.`, todo);
}

const aboutPluginApi = 'Envoy API';
const timeoutMs = 10_000;

/** Examines the app's login at Envoy. Without it, no purpose is registered and no visitor log entry is written. */
export async function checkPluginApi(
  { baseUrl, clientId }: Config['envoy'],
  secrets: Secrets['envoy'],
): Promise<Finding[]> {
  if (clientId === null) {
    const todo = `Give the app's client id to ${vestibule} setup (ENVOY_CLIENT_ID), unless the hook is ticked in Envoy's dashboard and the visitor log needs no line for those let in.`;
    return [warning('plugin_api', aboutPluginApi, 'It is not used: no client id is set.', todo)];
  }
  try {
    await login({ baseUrl, clientId, secrets }, AbortSignal.timeout(timeoutMs));
    return [ok('plugin_api', aboutPluginApi, `${baseUrl} accepts the client id and secret.`)];
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    if (error.code === 'login_refused') {
      const todo = "Copy both again from the app's page in Envoy.";
      return [
        failing('plugin_api', aboutPluginApi, 'Envoy refuses the client id or secret.', todo),
      ];
    }
    const found = `${baseUrl} cannot be used now (${error.code.replaceAll('_', ' ')}).`;
    const todo = 'Check the internet connection. Sign-ins are still answered.';
    return [warning('plugin_api', aboutPluginApi, found, todo)];
  }
}
