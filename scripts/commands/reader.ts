import { existsSync } from 'node:fs';
import path from 'node:path';
import closeWithGrace from 'close-with-grace';
import { lobbyAddress } from '#server/kiosk/lobby-listener.ts';
import { replaceFile } from '#base/files';
import { oneLine } from '#base/text';
import { RefusalError } from '../terminal/answer.ts';
import { commandConfig } from '../terminal/command-config.ts';
import { secretInFile } from '../terminal/given-file.ts';
import { createProgram, type Command } from '../terminal/program.ts';
import { print } from '../terminal/text.ts';
import { pairReader } from '../pairing.ts';
import { ReaderAgent } from '../document-reader/agent.ts';
import { openPcscReader } from './reader/pcsc-reader.ts';

interface Options {
  url?: string;
  code?: string;
  tokenFile?: string;
  pairOnly?: true;
}

/** The Debian package's unit restarts only after `outdated`, with the program that is installed then. */
const exitCodes = { ended: 3, outdated: 1 };

const help = `
Run it on the machine of the lobby screen, with a PC/SC reader plugged in. It
connects to the lobby listener and passes commands on to the passport or ID card
that lies on the reader. It knows no key and keeps nothing, and it refuses every
command that no passport needs. Runs until Ctrl-C. The exit code is 3 when it
was unpaired or another reader took its place. On Debian, the package
vestibule-kiosk runs it: vestibule-kiosk reader --code CODE.

It pairs once, beside a lobby screen that is paired, with a code of its own:
  vestibule kiosk pair --reader --name Lobby

Examples:
  vestibule reader --code BCDF-GHJK
  vestibule reader --url https://lobby.example --token-file ~/reader-token

docs/identity-document.md shows the rest.`;

export function command(): Command {
  return createProgram('reader')
    .description('Read passports and ID cards at the lobby screen.')
    .option('--url <url>', 'the lobby listener (default: the one on this machine)')
    .option('--code <code>', 'pair with this code first, and keep the token')
    .option('--token-file <file>', 'where the token is kept (default: in the data folder)')
    .option('--pair-only', 'end once the token is kept')
    .addHelpText('after', help)
    .action(run);
}

async function run(options: Options): Promise<void> {
  // Read only when needed: a lobby screen's machine may have no installation.
  const config = options.url && options.tokenFile ? null : commandConfig();
  const url = options.url ?? lobbyAddress(config!.lobby);
  const tokenFile = options.tokenFile ?? path.join(config!.dataDir, 'reader-token');
  const reader = openPcscReader();
  try {
    const token = await tokenFor(url, options.code, tokenFile);
    if (options.pairOnly) return;
    const agent = new ReaderAgent(url, token, reader);
    agent.on('connected', () => print('Connected to the service.'));
    agent.on('disconnected', () => print('Not connected.'));
    agent.on('refused', () => print('Refused a command that no passport needs.'));
    await runUntilStopped(agent);
  } finally {
    reader.stop();
  }
}

/** Stays connected until Ctrl-C, or until the service ends this reader's access. */
export async function runUntilStopped(agent: ReaderAgent): Promise<void> {
  const ended = new Promise<'ended' | 'outdated'>((resolve) =>
    agent.on('ended', (why, isOutdated) => {
      print(why, process.stderr);
      resolve(isOutdated ? 'outdated' : 'ended');
    }),
  );
  let stop = () => {};
  const stopped = new Promise<null>((resolve) => (stop = () => resolve(null)));
  const grace = closeWithGrace({ delay: 5000, logger: false }, async () => {
    await agent.stop();
    stop();
  });
  agent.start();
  const end = await Promise.race([ended, stopped]);
  if (end === null) return;
  // This handler would exit with 0, and the unit would restart the process.
  grace.uninstall();
  await agent.stop();
  process.exitCode = exitCodes[end];
}

async function tokenFor(url: string, code: string | undefined, file: string): Promise<string> {
  if (code !== undefined) {
    const { token, kiosk } = await pairReader(url, code);
    await replaceFile(file, token);
    print(`Paired beside the lobby screen "${oneLine(kiosk.name)}".`);
    return token;
  }
  if (existsSync(file)) return secretInFile(file);
  throw new RefusalError(
    'not_paired',
    `No token is in ${file}. Make a code with "vestibule kiosk pair --reader --name Lobby", and give it with --code.`,
  );
}
