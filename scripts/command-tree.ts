import { Command } from 'commander';
import { programVersion } from '#server/config/environment.ts';
import { exitCodes } from './terminal/answer.ts';
import { createProgram } from './terminal/program.ts';

/** Loads the module of a command only when it is called, so that each command starts fast. */
type Load = () => Promise<{ command: () => Command }>;

interface Particulars {
  /** Only other programs call the command, or it is gone and says what to do instead. */
  isHidden?: true;
  /** The exit code after a refusal; default: `refused`. */
  atFault?: number;
}

type Entry = readonly [summary: string, load: Load, particulars?: Particulars];

const groups: Readonly<Record<string, Readonly<Record<string, Entry>>>> = {
  'Run:': {
    standby: [
      'hold visitors on a second machine while the service is away',
      () => import('./commands/standby.ts'),
    ],
    setup: ['set this machine up, question by question', () => import('./commands/setup.ts')],
    doctor: ['look at everything that an installation needs', () => import('./commands/doctor.ts')],
    policy: ['which checks which sign-in needs', () => import('./commands/policy.ts')],
    notify: ['notifications, and what was not sent', () => import('./commands/notify.ts')],
    backup: ['copy the database while the service runs', () => import('./commands/backup.ts')],
    restore: ['put a copy of the database back', () => import('./commands/restore.ts')],
    store: ['move the store to PostgreSQL, or back', () => import('./commands/store.ts')],
    keys: ['the key that face templates are stored under', () => import('./commands/keys.ts')],
    upgrade: ['install the next version, or go back', () => import('./commands/upgrade.ts')],
    'upgrade-database': [
      'what an upgrade asks of the database',
      async () => ({ command: (await import('./commands/upgrade.ts')).databaseCommand }),
      { isHidden: true },
    ],
    models: ['fetch and check the face models', () => import('./commands/models.ts')],
  },
  'People:': {
    enroll: ['enrol people and list them', () => import('./commands/enroll.ts')],
    watchlist: [
      'whom to hold at the door: own and official lists',
      () => import('./commands/watchlist.ts'),
    ],
    credentials: [
      'issuers of health passes are files now',
      () => import('./commands/gone/credentials.ts'),
      { isHidden: true },
    ],
    csca: ['whose passports are believed', () => import('./commands/csca.ts')],
    wallet: ['whose documents in phones are believed', () => import('./commands/wallet.ts')],
  },
  'Lobby:': {
    kiosk: ['pair, list and revoke lobby screens', () => import('./commands/kiosk.ts')],
    reader: ['read identity documents beside a lobby screen', () => import('./commands/reader.ts')],
    desk: ['who may use the desk, and as what', () => import('./commands/desk.ts')],
  },
  'Privacy:': {
    privacy: [
      'consent, opt-out, retention, export, erasure',
      () => import('./commands/privacy.ts'),
    ],
    audit: ['check and read the audit record', () => import('./commands/audit.ts')],
    evidence: [
      'write a report for a security or privacy review',
      () => import('./commands/evidence.ts'),
    ],
  },
  'Measure:': {
    evaluate: ['measure recognition and liveness', () => import('../lab/measure/evaluate.ts')],
    calibrate: [
      'set the match threshold from your own photos',
      () => import('../lab/measure/calibrate.ts'),
    ],
    lookalikes: ['find people who look alike', () => import('./commands/lookalikes.ts')],
    bench: ['measure this machine', () => import('../lab/measure/bench.ts')],
  },
  'Try:': {
    try: ['try it on your own face, with this webcam', () => import('../lab/trial/try.ts')],
    demo: ['play the whole story in a temporary folder', () => import('../lab/trial/demo.ts')],
    simulate: [
      'simulate Envoy or a lobby screen',
      () => import('../lab/simulate/simulate.ts'),
      // 1 means that a visitor is held, so an error before the call gets 2.
      { atFault: exitCodes.usage },
    ],
  },
};

/** The command line. Loads only the command that `asked` names and lists the others. */
export function commandLine(asked: string | undefined): Promise<Command> {
  return treeOf(async (name, load) => {
    if (name !== asked) return new Command(name);
    return (await load()).command();
  });
}

/** The command line with all subcommands. */
export function wholeTree(): Promise<Command> {
  return treeOf(async (_name, load) => (await load()).command());
}

async function treeOf(
  commandFor: (name: string, load: Load) => Promise<Command>,
): Promise<Command> {
  const program = createProgram('vestibule')
    .description('The face check beside an Envoy iPad.')
    .version(programVersion(), '--version', 'print the version')
    .helpCommand(false)
    // Otherwise options of the main program would be taken anywhere, such as `--version 2` of a command.
    .enablePositionalOptions()
    .addHelpText('after', '\nEvery command takes --help, with examples.');
  for (const [group, entries] of Object.entries(groups)) {
    for (const [name, [summary, load, particulars]] of Object.entries(entries)) {
      const command = await commandFor(name, load);
      program.addCommand(command.summary(summary).helpGroup(group), {
        hidden: particulars?.isHidden ?? false,
      });
    }
  }
  return program;
}

/** The exit code after a refusal of this command; undefined: the default. */
export function codeAtFault(asked: string | undefined): number | undefined {
  const entry = Object.values(groups)
    .flatMap(Object.entries<Entry>)
    .find(([name]) => name === asked);
  return entry?.[1][2]?.atFault;
}
