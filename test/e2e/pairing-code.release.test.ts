import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import t from 'tap';
import { projectRoot } from '#server/config/environment.ts';
import { end, pairingCode, start } from '../../lab/running-service.ts';
import { pairKiosk } from '../../scripts/pairing.ts';

const codes = /\b[B-Z]{4}-[B-Z]{4}\b/;

function openCodes(dataDir: string): number {
  const database = new Database(path.join(dataDir, 'vestibule.sqlite'), { readonly: true });
  const rows = database.prepare('select * from pairing_codes').all();
  database.close();
  return rows.length;
}

/** The output of a start at a terminal, ended by Ctrl-C. `script` (bsdutils) provides the terminal. */
async function atTerminal(dataDir: string): Promise<string> {
  const main = path.join(projectRoot, 'dist/server/main.js');
  const child = spawn('script', ['-qec', `'${process.execPath}' '${main}'`, '/dev/null'], {
    env: {
      PATH: process.env['PATH'],
      VESTIBULE_DATA_DIR: dataDir,
      VESTIBULE_HOOK_PORT: '0',
      VESTIBULE_LOBBY_PORT: '0',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (line.includes('Engine')) break;
  }
  child.stdout.resume();
  child.stdin.write('\u0003');
  await exited;
  return lines.join('\n');
}

t.test('a pairing code is printed for somebody who looks and has no screen yet', async (t) => {
  const dataDir = path.join(t.testdir(), 'data');

  const unseen = await start(dataDir);
  const said = unseen.output.join('\n');
  t.notMatch(said, codes, 'not into a journal');
  t.equal(openCodes(dataDir), 0, 'and none was made that nobody sees');
  t.match(said, /Paired +no kiosks yet\n +To pair one +\.\/vestibule kiosk pair --name "Lobby"\n/);
  await end(unseen, 'SIGTERM');

  // As systemd starts the service, here with an empty folder of credentials.
  const installed = await start(dataDir, { CREDENTIALS_DIRECTORY: t.testdirName });
  t.match(installed.output.join('\n'), /To pair one +sudo vestibule kiosk pair/);
  await end(installed, 'SIGTERM');

  const seen = await atTerminal(dataDir);
  t.match(seen, codes);
  t.equal(openCodes(dataDir), 1);

  const running = await start(dataDir);
  await pairKiosk(running.lobbyUrl, await pairingCode(running));
  t.equal(openCodes(dataDir), 0, 'the code of the terminal is void, as there is another');
  await end(running, 'SIGTERM');

  const paired = await atTerminal(dataDir);
  t.notMatch(paired, codes, 'nor at a terminal, once a screen is paired');
  t.match(paired, /Paired +1 kiosk\r?\n +To pair more +\.\/vestibule kiosk pair --name "Lobby 2"/);
  t.equal(openCodes(dataDir), 0);
});

t.test(
  'the start says which pictures the liveness check lets in, and which rule has it so',
  async (t) => {
    const policy = `
rules:
  - name: Couriers
    when: { flow: Courier }
    checks: { face: { liveness: off } }
default:
  checks:
    face:
`;
    const VESTIBULE_POLICY_FILE = path.join(t.testdir({ 'policy.yaml': policy }), 'policy.yaml');
    const said = async (env: Record<string, string>) => {
      const running = await start(path.join(t.testdirName, 'data'), env);
      await end(running, 'SIGTERM');
      return running.output.join('\n');
    };
    // An empty value means the default.
    t.match(await said({ VESTIBULE_LIVENESS: '' }), /Liveness +active lets in a screen/);
    t.match(
      await said({ VESTIBULE_LIVENESS: 'passive', VESTIBULE_POLICY_FILE }),
      /Liveness +passive lets in a good photo .*\n +off lets in any photo .*\(rule "Couriers"\)\n/,
    );
  },
);
