import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import t, { type Test } from 'tap';
import { projectRoot } from '#server/config/environment.ts';
import { buildKioskDeb } from '../../chores/package/kiosk-deb.ts';
import { lacking } from '../support/needs.ts';

const root = path.join(projectRoot, 'packaging/vestibule-kiosk/root');
const skip = lacking('python3');

function setUp(target: string, ...args: string[]) {
  const env = {
    PATH: process.env['PATH'],
    VESTIBULE_PROGRAM: target,
    VESTIBULE_KIOSK_SHARE: `${root}/usr/share/vestibule-kiosk`,
  };
  const command = [`${root}/usr/bin/vestibule-kiosk`, ...args, '--root', target];
  return spawnSync('sh', command, { encoding: 'utf8', env, input: '' });
}

const policyFile = 'etc/chromium/policies/managed/vestibule-kiosk.json';

t.test('a screen beside the service is set up without a question', async (t) => {
  const target = t.testdir();
  const { status, stderr } = setUp(target, 'setup', '--display', 'wayland');
  t.equal(status, 0, stderr);
  const policy = JSON.parse(readFileSync(path.join(target, policyFile), 'utf8')) as object;
  t.match(policy, {
    VideoCaptureAllowed: false,
    VideoCaptureAllowedUrls: ['http://127.0.0.1:8788'],
    URLAllowlist: ['http://127.0.0.1:8788'],
    CACertificates: { length: 0 },
  });
  const conf = readFileSync(path.join(target, 'etc/vestibule-kiosk/kiosk.conf'), 'utf8');
  t.match(conf, /^PAGE='http:\/\/127\.0\.0\.1:8788\/\?watched'$/m);
  t.notOk(existsSync(path.join(target, 'etc/xdg/autostart/vestibule-kiosk.desktop')));
  t.equal(setUp(target, 'undo').status, 0);
  t.notOk(existsSync(path.join(target, policyFile)));
});

t.test('a screen on another machine trusts the authority of the service', async (t) => {
  const body = Buffer.alloc(60, 7).toString('base64');
  const pem = `-----BEGIN CERTIFICATE-----\n${body.slice(0, 64)}\n${body.slice(64)}\n-----END CERTIFICATE-----\n`;
  const target = t.testdir({ 'authority.pem': pem });
  const address = ['--address', 'https://lobby.example:8788/', '--lang', 'de'];
  const authority = ['--certificate', path.join(target, 'authority.pem')];
  const { status, stderr } = setUp(
    target,
    'setup',
    ...address,
    ...authority,
    '--display',
    'desktop',
  );
  t.equal(status, 0, stderr);
  const policy = readFileSync(path.join(target, policyFile), 'utf8');
  t.match(JSON.parse(policy), {
    CACertificates: [body],
    VideoCaptureAllowedUrls: ['https://lobby.example:8788'],
  });
  t.match(
    readFileSync(path.join(target, 'etc/xdg/autostart/vestibule-kiosk.desktop'), 'utf8'),
    /Exec=.*vestibule-kiosk\/show-lobby-page/,
  );
});

t.test('a machine with a browser of its own gets the rules of the camera alone', async (t) => {
  const target = t.testdir();
  const { status, stdout, stderr } = setUp(target, 'setup', '--no-browser', '--lang', 'de');
  t.equal(status, 0, stderr);
  for (const file of [policyFile, 'etc/opt/chrome/policies/managed/vestibule-kiosk.json']) {
    const policy = JSON.parse(readFileSync(path.join(target, file), 'utf8')) as object;
    t.match(policy, { VideoCaptureAllowedUrls: ['http://127.0.0.1:8788'] });
  }
  t.match(stdout, 'http://127.0.0.1:8788/?lang=de');
  t.notOk(existsSync(path.join(target, 'etc/xdg/autostart/vestibule-kiosk.desktop')));
  t.equal(setUp(target, 'undo').status, 0);
  t.notOk(existsSync(path.join(target, 'etc/opt/chrome/policies/managed/vestibule-kiosk.json')));
});

/** Replaces the reader's program: prints its arguments, and exits with this code. */
const stub = (exitCode: number) => ({
  dist: {
    scripts: {
      'vestibule.js': `console.log(process.argv.slice(2).join(' '), process.env.NODE_EXTRA_CA_CERTS);
        process.exitCode = ${exitCode};`,
    },
  },
});
const readerConf = 'etc/vestibule-kiosk/reader.conf';
const unit = readFileSync(`${root}/usr/lib/systemd/system/vestibule-reader.service`, 'utf8');

t.test('a document reader is paired beside the screen, and its unit knows where', async (t) => {
  const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.alloc(60, 7).toString('base64')}\n-----END CERTIFICATE-----\n`;
  const target = t.testdir({ ...stub(0), 'authority.pem': pem });
  const authority = ['--certificate', path.join(target, 'authority.pem')];
  const address = ['--address', 'https://lobby.example:8788'];
  setUp(target, 'setup', '--display', 'desktop', ...address, ...authority);
  const { status, stdout, stderr } = setUp(target, 'reader', '--code', 'BCDF-GHJK', ...authority);
  t.equal(status, 0, stderr);
  const pem2 = path.join(target, 'etc/vestibule-kiosk/authority.pem');
  t.match(stdout, `reader --pair-only --url https://lobby.example:8788 --code BCDF-GHJK`);
  t.match(stdout, `${target}/var/lib/vestibule-reader/token ${pem2}`);
  const conf = readFileSync(path.join(target, readerConf), 'utf8');
  t.match(conf, `READER_URL=https://lobby.example:8788\nNODE_EXTRA_CA_CERTS=${pem2}\n`);
  t.match(unit, `EnvironmentFile=/${readerConf}`);
  t.match(unit, 'reader --url ${READER_URL} --token-file /var/lib/vestibule-reader/token');
  t.equal(setUp(target, 'undo').status, 0);
  t.notOk(existsSync(path.join(target, readerConf)));
});

t.test('a machine that lacks something for the reader hears what, and is not set up', async (t) => {
  const target = t.testdir(stub(1));
  t.match(setUp(target, 'reader'), { status: 2, stderr: /It needs a code: run/ });
  t.match(setUp(target, 'reader', '--code', "x';reboot"), {
    status: 1,
    stderr: /no pairing code/,
  });
  const code = ['--code', 'BCDF-GHJK'];
  t.match(setUp(target, 'reader', ...code), { status: 1, stderr: /its unit was not started/ });
  t.notOk(existsSync(path.join(target, readerConf)));
  const bare = path.join(target, 'bare');
  const { status, stderr } = setUp(bare, 'reader', ...code);
  t.match({ status, stderr }, { status: 1, stderr: /Install the package vestibule first/ });
});

t.test(
  'the package brings the unit, and the right to use pcscd',
  { skip: lacking('apt-get') },
  (t) => {
    const folder = t.testdir({ tree: {}, scripts: {} });
    process.env['SOURCE_DATE_EPOCH'] ??= '1700000000';
    const tree = path.join(folder, 'tree');
    const deb = buildKioskDeb({ project: projectRoot, tree, output: folder, version: '1.2.0' });
    const read = (...args: string[]) => spawnSync('dpkg-deb', args, { encoding: 'utf8' }).stdout;
    t.match(read('--field', deb, 'Recommends'), /\bpcscd\b/);
    t.match(read('--field', deb, 'Suggests'), /\bvestibule\b/);
    const files = read('--contents', deb);
    t.match(
      files,
      /-rw-r--r-- root\/root .* \.\/usr\/lib\/systemd\/system\/vestibule-reader\.service$/m,
    );
    t.match(files, ' ./usr/share/polkit-1/rules.d/vestibule-reader.rules');
    t.end();
  },
);

t.test('systemd understands the unit of the reader', { skip: lacking('systemd-analyze') }, (t) => {
  const file = `${root}/usr/lib/systemd/system/vestibule-reader.service`;
  const { stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
  t.notMatch(stderr, /vestibule-reader\.service:\d+:/, stderr);
  t.end();
});

t.test('what cannot be is refused, and nothing is written', async (t) => {
  const wrong: [string[], RegExp][] = [
    [['--address', 'http://lobby.example:8788'], /only to pages of this machine or over TLS/],
    [['--address', "https://x';rm -rf /;'"], /is no address/],
    [['--address', 'https://lobby.example/"],"x":["'], /is no address/],
    [['--display', 'mir'], /There is no display "mir"/],
    [['--lang', 'tlh'], /does not speak "tlh"/],
    [['--certificate', '/nowhere.pem', '--display', 'x'], /cannot be read/],
    [['--what'], /There is no option --what/],
  ];
  for (const [args, reason] of wrong) {
    const target = t.testdir();
    const { status, stderr } = setUp(target, 'setup', ...args);
    t.not(status, 0, args.join(' '));
    t.match(stderr, reason);
    t.notOk(existsSync(path.join(target, 'etc')), args.join(' '));
  }
});

interface Screen {
  process: ChildProcess;
  said: string[];
  /** Resolves when the page was requested this many times. */
  visited: (times: number) => Promise<void>;
}

const program = `${root}/usr/lib/vestibule-kiosk/show-lobby-page`;

/** Starts the program that shows and watches the page, with a page that hangs after a while. */
async function startScreen(t: Test, kind: 'desktop' | 'wayland'): Promise<Screen> {
  let visits = 0;
  const waiting: (() => void)[] = [];
  // The page changes its title as the lobby page does, until it hangs.
  const page = `<title>x</title><script>let n = 0;
    const beat = setInterval(() => {
      document.title = 'Vestibule ' + '.'.repeat(1 + (n++ % 2));
      if (n === 20) for (;;);
    }, 100);</script>`;
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(page);
    if (request.url !== '/?watched') return;
    visits++;
    for (const seen of waiting.splice(0)) seen();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const folder = t.testdir({
    'kiosk.conf': `PAGE='http://127.0.0.1:${port}/?watched'\nDISPLAY_KIND=${kind}\n`,
    home: { '.keep': '' },
    // Chromium draws into memory here, so it needs no display.
    bin: { cage: '#!/bin/sh\nshift 2\nexec "$@"\n' },
  });
  chmodSync(path.join(folder, 'bin/cage'), 0o755);
  const screen = spawn('python3', [program], {
    env: {
      PATH: `${folder}/bin:${process.env['PATH']}`,
      HOME: path.join(folder, 'home'),
      VESTIBULE_KIOSK_CONF: path.join(folder, 'kiosk.conf'),
      VESTIBULE_KIOSK_SWITCHES: '--headless --no-sandbox --disable-gpu',
      VESTIBULE_KIOSK_BEAT: '2',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  createInterface(screen.stderr).on('line', (line) => said.push(line));
  return {
    process: screen,
    said,
    visited: async (times) => {
      while (visits < times) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

t.test('a page that hangs is started again', { skip }, async (t) => {
  const screen = await startScreen(t, 'desktop');
  await screen.visited(2);
  t.match(screen.said.join('\n'), /started again, for the page hangs/);
  screen.process.kill();
  await once(screen.process, 'exit');
});

t.test('on the console it is systemd that starts it again, and says why', { skip }, async (t) => {
  const screen = await startScreen(t, 'wayland');
  const [status] = (await once(screen.process, 'exit')) as [number];
  const ended = (result: string, exitStatus: string) => {
    const env = { ...process.env, SERVICE_RESULT: result, EXIT_STATUS: exitStatus };
    return spawnSync('python3', [program, '--ended'], { encoding: 'utf8', env }).stderr;
  };
  t.match(ended('exit-code', String(status)), /started again, for the page hangs\.$/m);
  t.match(ended('watchdog', 'KILL'), /for the program that watches it did not answer/);
  t.match(ended('signal', 'SEGV'), /has ended \(signal, SEGV\)/);
  t.equal(ended('success', '0'), '');
});
