import type { ServerFacts, DatabaseServer } from '#database';
import { developmentFound, developmentTodo } from '../../store/migrations.ts';
import { type StoreState, inspectStoreServer } from '../../store/inspect.ts';
import { vestibule, sentenceForOperator } from '../../platform/operator-error.ts';
import { printable } from '#base/text';
import { goneAfterMs, type SeenInstance } from '../../store/tables/instances.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

const about = 'Database';
const label = 'Instances';
/** Tolerated clock difference: deadlines and retention use each machine's own clock. */
const clockToleratedMs = 2000;

/** Examines PostgreSQL and a pooler in front of it, without changing anything. */
export async function checkDatabaseServer(
  server: DatabaseServer,
): Promise<{ findings: Finding[]; database: StoreState }> {
  try {
    const { facts, state, services, instances } = await inspectStoreServer(server);
    const findings = [
      ok('database_server', about, `PostgreSQL ${facts.version} answers at ${server.name}.`),
      content(state),
      ...link(server, facts),
      clock(facts),
      connections(services),
      ...instancesFound(instances),
    ];
    return { findings, database: state };
  } catch (error) {
    const found = sentenceForOperator(error) ?? 'PostgreSQL cannot be looked at.';
    const todo =
      'See docs/many-lobbies.md. A service that answers holds visitors until it works again: see Service.';
    return {
      findings: [failing('database_server', about, found, todo)],
      database: 'unreadable',
    };
  }
}

function content(state: StoreState): Finding {
  const migrate = `The next start brings it up to date where its role may; else run: ${vestibule} store migrate`;
  switch (state) {
    case 'missing':
      return warning('database', about, 'There is nothing of Vestibule in it yet.', migrate);
    case 'outdated':
      return warning('database', about, 'It is of an older version.', migrate);
    case 'newer':
      return failing(
        'database',
        about,
        'It was brought up to date by a newer version of Vestibule.',
        'Start that version here as well.',
      );
    case 'development':
      return failing('database', about, developmentFound, developmentTodo);
    default:
      return ok('database', about, 'It is up to date.');
  }
}

function link({ tls, host, name }: DatabaseServer, facts: ServerFacts): Finding[] {
  const findings: Finding[] = [];
  if (facts.pooler === 'session') {
    findings.push(
      ok('pooler', 'Pooler', `One is before ${name}, which gives each client a session.`),
    );
  }
  const isHere = host.startsWith('/') || ['localhost', '127.0.0.1', '::1'].includes(host);
  if (!isHere && !facts.isEncrypted && tls === null) {
    findings.push(
      warning(
        'database_tls',
        about,
        'The connection to it is not encrypted: names and e-mails can be read on the network.',
        'Take sslmode=disable out of its address, and give its CA with sslrootcert=FILE.',
      ),
    );
  } else if (!isHere && tls?.verify === 'nothing') {
    findings.push(
      warning(
        'database_tls',
        about,
        'The connection to it is encrypted, but anybody can pretend to be it.',
        'Take sslmode=require out of its address, and give its CA with sslrootcert=FILE.',
      ),
    );
  }
  return findings;
}

function clock({ clockAheadMs, clockUncertaintyMs }: ServerFacts): Finding {
  const off = Math.abs(clockAheadMs);
  if (off <= clockToleratedMs + clockUncertaintyMs) {
    return ok('database_clock', 'Database clock', 'It agrees with the clock of this machine.');
  }
  const which = clockAheadMs > 0 ? 'ahead of' : 'behind';
  const found = `It is ${(off / 1000).toFixed(1)} s ${which} the clock of this machine.`;
  const todo =
    'Set both by NTP: which message is due, and who is past the retention, goes by them.';
  return warning('database_clock', 'Database clock', found, todo);
}

function connections(services: number): Finding {
  const found =
    services === 0 ? 'No service is connected.' : `Services have ${services} connections to it.`;
  return ok('database_services', about, found);
}

/** Whether one instance started at the other's address after the other's last heartbeat, as after a restart. */
function isSuccessor(one: SeenInstance, of: SeenInstance): boolean {
  return one.name === of.name && one.startedMs < of.ageMs;
}

/** Lists the instances on the database and the differences between them. */
function instancesFound(seen: readonly SeenInstance[]): Finding[] {
  const alive = seen.filter(({ ageMs }) => ageMs < goneAfterMs);
  const name = ({ name, version }: SeenInstance) => printable`${name} (${version})`;
  const findings = alive.length === 0 ? [] : [ok('instances', label, alive.map(name).join(', '))];
  for (const one of seen) {
    if (one.ageMs < goneAfterMs || alive.some((other) => isSuccessor(other, one))) continue;
    const found = printable`${one.name} was last heard of ${Math.round(one.ageMs / 1000)} s ago.`;
    findings.push(
      warning('instance_gone', label, found, 'Look whether it runs, and reaches PostgreSQL.'),
    );
  }
  const differ = (what: keyof SeenInstance) => new Set(alive.map((one) => one[what])).size > 1;
  if (differ('protocol')) {
    findings.push(
      warning(
        'instances_differ',
        label,
        'They do not understand each other: a press at the desk of one, and an enrolment, does not reach the other.',
        'Bring all of them to the same version.',
      ),
    );
  }
  if (differ('policy')) {
    findings.push(
      warning(
        'instances_policy',
        label,
        'Their policy files are not the same: what a sign-in needs depends on which instance decides it.',
        'Put the same policy file on every machine.',
      ),
    );
  }
  const addresses = alive.map(({ address }) => address);
  const hasOwn = addresses.every((address, i) => address && addresses.indexOf(address) === i);
  if (alive.length > 1 && !hasOwn) {
    findings.push(
      warning(
        'instances_address',
        label,
        'Not every instance has an address of its own for the others: a visitor may be held where a lobby screen has no socket to the instance that Envoy asks.',
        'Set VESTIBULE_INSTANCE_ADDRESS on each machine, to where the others reach its hook listener.',
      ),
    );
  }
  return findings;
}
