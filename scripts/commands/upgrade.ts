import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expectOrdinaryFile } from '#base/files';
import { Option } from 'commander';
import { programVersion } from '#server/config/environment.ts';
import { RefusalError, type CommandResult } from '../terminal/answer.ts';
import { commandConfig } from '../terminal/command-config.ts';
import { createProgram, type Command } from '../terminal/program.ts';
import { wrapText } from '../terminal/text.ts';
import { activate, undoActivation } from '#server/installation/upgrade/activate.ts';
import { latestBackup, rehearseUpgrade } from '#server/installation/upgrade/database.ts';
import { keepReleaseKey, verifiedPackage } from '#server/installation/upgrade/signature.ts';
import { thisMachine } from '#server/installation/upgrade/system.ts';
import { Versions } from '#server/installation/upgrade/linked-versions.ts';

interface Options {
  undo?: boolean;
  trust?: string;
  activate?: boolean;
}

/** The folder of the package's program. */
const packageDir = '/usr/lib/vestibule';
/** A minisign public key: later packages must have its signature. */
const releaseKey = '/etc/vestibule/release.pub';

const help = `
The same as apt install ./vestibule_VERSION_amd64.deb. Held sign-ins are
answered, calls that come meanwhile wait in the socket, and the database is
copied, migrated in one transaction and looked through. When anything of that
fails, the version before goes on running on the database as it was.

With --trust KEY.pub, a public key of minisign, packages are only taken from
then on when SHA256SUMS beside them names them and is signed with it
(SHA256SUMS.minisig). apt itself does not look at that.

--undo goes back to the version before and to the database as it wrote it. Who
was erased, opted out or was revoked since stays so; sign-ins and enrolments
since then are in the newer database, which is kept beside it.

Examples:
  sudo vestibule upgrade ./vestibule_0.3.0_amd64.deb
  sudo vestibule upgrade --trust release.pub
  sudo vestibule upgrade --undo

docs/upgrade.md tells the whole way.`;

export function command(): Command {
  return createProgram('upgrade')
    .description('Install the next version from its package, or go back to the one before.')
    .argument('[file]', 'the package of another version')
    .addOption(new Option('--undo', 'go back to the version before').conflicts('trust'))
    .option('--trust <file>', 'take only packages that are signed with this key from now on')
    .addOption(new Option('--activate', 'for dpkg: put what was unpacked into service').hideHelp())
    .addHelpText('after', help)
    .answers(upgrade);
}

async function upgrade(file: string | undefined, options: Options): Promise<CommandResult> {
  mustBeRoot();
  const versions = new Versions(packageDir, 'models');
  if (options.activate) return answerWith(activate(versions, thisMachine()));
  if (versions.current === null) {
    throw new RefusalError(
      'not_packaged',
      'This is not an installation by the package vestibule. In a clone: docs/upgrade.md. Nothing was changed.',
    );
  }
  if (options.undo) return answerWith(undoActivation(versions, thisMachine()));
  if (options.trust !== undefined) await keepReleaseKey(path.resolve(options.trust), releaseKey);
  if (file === undefined) {
    if (options.trust !== undefined) return answerWith([`${releaseKey} is the key from now on.`]);
    throw new RefusalError('no_file', 'Give the package of the other version, or --undo.');
  }
  expectOrdinaryFile(path.resolve(file));
  if (!existsSync(releaseKey)) {
    install(path.resolve(file));
    return answerWith([
      current(),
      'The package signature was not checked: no signing key is trusted yet (vestibule upgrade --trust KEY.pub).',
    ]);
  }
  const copy = verifiedPackage(path.resolve(file), releaseKey);
  try {
    install(copy);
  } finally {
    rmSync(path.dirname(copy), { recursive: true, force: true });
  }
  return answerWith([current(), 'The package was signed with the known key.']);
}

function current(): string {
  return `Version ${new Versions(packageDir, 'models').current} is current.`;
}

function answerWith(sentences: string[]): CommandResult {
  const text = sentences.map((each) => wrapText(each)).join('\n');
  return { ok: true, text, json: { done: sentences } };
}

/** @throws {RefusalError} */
function install(file: string): void {
  const fields = spawnSync('dpkg-deb', ['--field', file, 'Package', 'Version'], {
    encoding: 'utf8',
  });
  const [, name] = /^Package: (.+)$/m.exec(fields.stdout ?? '') ?? [];
  const [, version = ''] = /^Version: (.+)$/m.exec(fields.stdout ?? '') ?? [];
  if (name !== 'vestibule') {
    throw new RefusalError(
      'not_a_package',
      `${file} is no package of Vestibule. Nothing was changed.`,
    );
  }
  const here = programVersion().replace('-', '~');
  if (spawnSync('dpkg', ['--compare-versions', version, 'lt', here]).status === 0) {
    throw new RefusalError(
      'older_version',
      `${version} is older than ${here}, which is installed. To go back: sudo vestibule upgrade --undo. ` +
        'Nothing was changed.',
    );
  }
  // dpkg may list a version that was unpacked but not activated.
  const args = ['install', '--yes', '--allow-downgrades', file];
  const { status } = spawnSync('apt-get', args, { stdio: 'inherit' });
  if (status === 0) return;
  throw new RefusalError('apt_failed', 'apt did not install it; what it said stands above.');
}

/** @throws {RefusalError} */
function mustBeRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new RefusalError(
    'not_root',
    'Only root can change the version: put sudo before the command.',
  );
}

/** `upgrade-database`: the part of an upgrade that runs as the service's user. */
export function databaseCommand(): Command {
  return createProgram('upgrade-database')
    .description('What an upgrade asks of the database, as the user of the service.')
    .option('--rehearse', 'migrate a copy of it, and throw that away')
    .option('--latest-backup', 'print where the copy from before the latest upgrade lies')
    .answers(async (options: { rehearse?: boolean }) => {
      const config = commandConfig();
      if (!options.rehearse) {
        const file = latestBackup(config);
        return { ok: true, text: file, json: { file } };
      }
      const state = await rehearseUpgrade(config);
      return {
        ok: true,
        text: `The database is ${state}; nothing is in the way.`,
        json: { state },
      };
    });
}
