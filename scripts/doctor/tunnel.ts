import { hookRoutes } from '../../server/envoy/routes.ts';
import { doctorsEvent } from '../../server/envoy/unread-sign-ins.ts';
import { failing, ok, warning, type Finding } from './finding.ts';
import { probe, type Fault, type Probed } from './probe.ts';

const about = 'Tunnel';
/** No sign-in: 412 where one belongs, 200 where events do; nothing comes of it, and nobody is told. */
const event = JSON.stringify({ meta: { event: doctorsEvent } });

const faults: Record<Fault, [found: string, todo: string]> = {
  no_such_host: ['No machine has this name.', 'Look at VESTIBULE_PUBLIC_URL and at the DNS entry.'],
  refused: ['Nothing listens there.', 'Start the tunnel.'],
  certificate: [
    'Its certificate is not accepted.',
    'Envoy would refuse it too: renew or repair it.',
  ],
  timed_out: ['It did not answer within 10 s.', 'Look at the tunnel and at a firewall between.'],
  unreachable: ['It cannot be reached.', 'Look at the tunnel, and whether this machine is online.'],
};

/** Does a call that is signed as Envoy signs come through, and nothing else? */
export async function examineTunnel(publicUrl: string | null, secret: string): Promise<Finding[]> {
  if (publicUrl === null) {
    const todo = 'Set VESTIBULE_PUBLIC_URL to where Envoy reaches this machine.';
    return [warning('tunnel', about, 'Where the tunnel answers is not known.', todo)];
  }
  const signed = await probe(publicUrl + hookRoutes.signIn, { body: event, secret });
  const trouble = troubleOf(signed, publicUrl);
  if (trouble) return [trouble];
  const findings = [
    ok('tunnel', about, `A signed call comes through ${publicUrl}${inTime(signed)}.`),
    ...(await eventsPath(publicUrl, secret)),
    ...(await setupPath(publicUrl)),
    ...(await kioskFieldPaths(publicUrl)),
    ...(await unsigned(publicUrl)),
    ...(await nothingElse(publicUrl)),
  ];
  return findings;
}

function troubleOf(probed: Probed, publicUrl: string): Finding | null {
  if (probed.kind === 'fault') {
    const [found, todo] = faults[probed.fault];
    return failing('tunnel', about, `${publicUrl}: ${found}`, todo);
  }
  const { status } = probed;
  if (status === 412) return null;
  if (status === 401) {
    return failing(
      'tunnel_secret',
      about,
      'A signed call was refused: the service has another secret, or something in between changes the body.',
      'Restart the service with the secret that is set here; if it has it, look at what the tunnel does to bodies.',
    );
  }
  if (status === 404) {
    const todo = `Let the tunnel pass ${Object.values(hookRoutes).join(', ')}.`;
    return failing('tunnel_path', about, 'Its path rule does not let Envoy in (404).', todo);
  }
  if (status >= 500) {
    const found = `The tunnel is up, but does not reach the service (${status}).`;
    return failing(
      'tunnel_service',
      about,
      found,
      'Start the service, or correct the port in the tunnel.',
    );
  }
  return failing(
    'tunnel_between',
    about,
    `Something in between answers instead of the service (${status}).`,
    'Turn off log-in pages, bot protection and redirects for these paths: Envoy is no browser.',
  );
}

function inTime(probed: Probed): string {
  return probed.kind === 'answer' ? ` in ${Math.round(probed.tookMs)} ms` : '';
}

async function eventsPath(publicUrl: string, secret: string): Promise<Finding[]> {
  const probed = await probe(publicUrl + hookRoutes.events, { body: event, secret });
  if (probed.kind === 'answer' && probed.status === 200) return [];
  const found = `Sign-ins come through, but not what Envoy sends besides (${said(probed)}, not 200).`;
  const todo = `Let the tunnel pass ${hookRoutes.events} too.`;
  return [failing('tunnel_events', about, found, todo)];
}

/** Unsigned: a signed call might be taken for a step of the set-up. */
async function setupPath(publicUrl: string): Promise<Finding[]> {
  const probed = await probe(publicUrl + hookRoutes.setup, { body: event });
  if (isRefusal(probed)) return [];
  const found = `The setup step in Envoy cannot come through (${said(probed)}, not 401).`;
  const todo = `Let the tunnel pass ${hookRoutes.setup} too.`;
  return [failing('tunnel_setup', about, found, todo)];
}

/** Without them the setup step works; the lobby screen is typed there instead of chosen. */
async function kioskFieldPaths(publicUrl: string): Promise<Finding[]> {
  const missing: string[] = [];
  const { kioskOptions, kioskSelected, kioskValue } = hookRoutes;
  for (const path of [kioskOptions, kioskSelected, kioskValue]) {
    if (!isRefusal(await probe(publicUrl + path, { body: event }))) missing.push(path);
  }
  if (missing.length === 0) return [];
  const found = `Envoy cannot ask which lobby screens there are (${missing.join(', ')}).`;
  const todo = 'Let the tunnel pass these paths too, if its setup step has a list to choose from.';
  return [warning('tunnel_kiosk_field', about, found, todo)];
}

/** Too many calls without a signature are refused as well, by another number. */
function isRefusal(probed: Probed): boolean {
  return probed.kind === 'answer' && (probed.status === 401 || probed.status === 429);
}

async function unsigned(publicUrl: string): Promise<Finding[]> {
  const probed = await probe(publicUrl + hookRoutes.signIn, { body: event });
  if (isRefusal(probed)) return [];
  const found = `A call without a signature is answered ${said(probed)}, not 401.`;
  return [
    failing('tunnel_unsigned', about, found, 'Find out what answers there: not this service.'),
  ];
}

/** What must never be seen from outside, and how it would be known. */
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
        about,
        `The lobby listener can be reached from outside (${path}).`,
        'Point the tunnel at the hook listener, with the path rule in docs/install.md.',
      ),
    ];
  }
  const health = await probe(`${publicUrl}/healthz`);
  if (health.kind === 'answer' && health.status === 200) {
    const todo = 'Add the path rule in docs/install.md; nothing else has to come in.';
    return [warning('tunnel_paths', about, 'It lets other paths through too (/healthz).', todo)];
  }
  return [ok('tunnel_paths', about, 'Nothing but the hook is reachable through it.')];
}

function said(probed: Probed): string {
  return probed.kind === 'answer' ? String(probed.status) : probed.fault.replaceAll('_', ' ');
}
