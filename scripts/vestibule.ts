#!/usr/bin/env node
import { Command } from 'commander';
import { programVersion } from '../server/config/environment.ts';
import { exitCodes, Refusal } from './terminal/answer.ts';
import { createProgram, runProgram } from './terminal/program.ts';

interface Entry {
  summary: string;
  /** The module is loaded only when this command is asked for, so that each starts fast. */
  load: () => Promise<Command>;
  /** Called by other programs only. */
  isHidden?: true;
  /** The exit code when something stands in the way; default: `refused`. */
  atFault?: number;
}

const groups: Readonly<Record<string, Readonly<Record<string, Entry>>>> = {
  'Run:': {
    setup: {
      summary: 'set this machine up, question by question',
      load: async () => (await import('./commands/setup.ts')).setupCommand(),
    },
    doctor: {
      summary: 'look at everything that an installation needs',
      load: async () => (await import('./commands/doctor.ts')).doctorCommand(),
    },
    policy: {
      summary: 'which checks which sign-in needs',
      load: async () => (await import('./commands/policy.ts')).policyCommand(),
    },
    notify: {
      summary: 'who is told, and what was not sent',
      load: async () => (await import('./commands/notify.ts')).notifyCommand(),
    },
    backup: {
      summary: 'copy the database while the service runs',
      load: async () => (await import('./commands/backup.ts')).backupCommand(),
    },
    restore: {
      summary: 'put a copy of the database back',
      load: async () => (await import('./commands/restore.ts')).restoreCommand(),
    },
    store: {
      summary: 'move the store to PostgreSQL, or back',
      load: async () => (await import('./commands/store.ts')).storeCommand(),
    },
    keys: {
      summary: 'the key that face templates are stored under',
      load: async () => (await import('./commands/keys.ts')).keysCommand(),
    },
    upgrade: {
      summary: 'install the next version, or go back',
      load: async () => (await import('./commands/upgrade.ts')).upgradeCommand(),
    },
    'upgrade-database': {
      summary: 'what an upgrade asks of the database',
      load: async () => (await import('./commands/upgrade.ts')).upgradeDatabaseCommand(),
      isHidden: true,
    },
    models: {
      summary: 'fetch and check the face models',
      load: async () => (await import('./commands/models.ts')).modelsCommand(),
    },
    completion: {
      summary: 'complete commands and options in a shell',
      load: async () => (await import('./commands/completion.ts')).completionCommand(wholeTree),
    },
    manual: {
      summary: 'print the manual page',
      load: async () => (await import('./commands/manual.ts')).manualCommand(wholeTree),
    },
  },
  'People:': {
    enroll: {
      summary: 'enrol people, list them, erase them',
      load: async () => (await import('./commands/enroll.ts')).enrollCommand(),
    },
    watchlist: {
      summary: 'whom to hold at the door: own and official lists',
      load: async () => (await import('./commands/watchlist.ts')).watchlistCommand(),
    },
    credentials: {
      summary: 'whose health passes are trusted',
      load: async () => (await import('./commands/credentials.ts')).credentialsCommand(),
    },
  },
  'Lobby:': {
    kiosk: {
      summary: 'pair, list and revoke lobby screens',
      load: async () => (await import('./commands/kiosk.ts')).kioskCommand(),
    },
    desk: {
      summary: 'who may use the desk, and as what',
      load: async () => (await import('./commands/desk.ts')).deskCommand(),
    },
  },
  'Privacy:': {
    privacy: {
      summary: 'consent, opt-out, retention, export, erasure',
      load: async () => (await import('./commands/privacy.ts')).privacyCommand(),
    },
    audit: {
      summary: 'check and read the audit record',
      load: async () => (await import('./commands/audit.ts')).auditCommand(),
    },
    evidence: {
      summary: 'a page to hold against a standard',
      load: async () => (await import('./commands/evidence.ts')).evidenceCommand(),
    },
  },
  'Measure:': {
    evaluate: {
      summary: 'measure recognition and liveness',
      load: async () => (await import('./measure/evaluate.ts')).evaluateCommand(),
    },
    calibrate: {
      summary: 'set a threshold from strangers of yours',
      load: async () => (await import('./measure/calibrate.ts')).calibrateCommand(),
    },
    tune: {
      summary: 'does the threshold fit the people enrolled here',
      load: async () => (await import('./measure/tune.ts')).tuneCommand(),
    },
    bench: {
      summary: 'measure this machine',
      load: async () => (await import('./measure/bench.ts')).benchCommand(),
    },
  },
  'Try:': {
    try: {
      summary: 'try it on your own face, with this webcam',
      load: async () => (await import('./trial/try.ts')).tryCommand(),
    },
    demo: {
      summary: 'play the whole story in a temporary folder',
      load: async () => (await import('./trial/demo.ts')).demoCommand(),
    },
    simulate: {
      summary: 'stand in for Envoy or for the lobby screen',
      load: async () => (await import('./commands/simulate.ts')).simulateCommand(),
      // 1 says that a visitor is held, so what keeps it from asking is 2.
      atFault: exitCodes.usage,
    },
  },
};

/** The command line. Only the command that `asked` names is loaded, the others are listed. */
function commandLine(asked: string | undefined): Promise<Command> {
  return treeOf((name, load) => (name === asked ? load().catch(lacking) : new Command(name)));
}

/** The command line with all that is below its commands, as far as their packages are installed. */
function wholeTree(): Promise<Command> {
  return treeOf((name, load) => load().catch(() => new Command(name)));
}

async function treeOf(
  commandFor: (name: string, load: Entry['load']) => Command | Promise<Command>,
): Promise<Command> {
  const program = createProgram('vestibule')
    .description('The face check beside an Envoy iPad.')
    .version(programVersion(), '--version', 'print the version')
    .helpCommand(false)
    // Else its own options are taken wherever they stand: `--version 2` of a command, too.
    .enablePositionalOptions()
    .addHelpText('after', '\nEvery command takes --help, with examples.');
  for (const [group, entries] of Object.entries(groups)) {
    for (const [name, { summary, load, isHidden = false }] of Object.entries(entries)) {
      const command = await commandFor(name, load);
      program.addCommand(command.summary(summary).helpGroup(group), { hidden: isHidden });
    }
  }
  return program;
}

/** What draws charts is not on a machine that was installed without the packages for development. */
function lacking(error: NodeJS.ErrnoException): never {
  const [, name] = /Cannot find package '([^']+)'/.exec(error.message) ?? [];
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || name === undefined) throw error;
  throw new Refusal(
    'package_missing',
    `This command needs ${name}, which only an installation for development has. Run it in a clone, after: npm ci`,
  );
}

const [asked] = process.argv.slice(2);
const entry = Object.values(groups).find((entries) => asked !== undefined && asked in entries);
await runProgram(() => commandLine(asked), entry?.[asked ?? '']?.atFault);
