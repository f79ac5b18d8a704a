import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { secret } from '../../lab/running-service.ts';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { sign, signatureHeader } from '#envoy';
import { projectRoot } from '#server/config/environment.ts';
import { takeHandedSockets } from '#server/platform/handed-sockets.ts';
import { lacking } from '../support/needs.ts';

const skip = lacking('python3');

/**
 * Plays systemd: keeps a socket open and runs the service on it. A line "stop" ends the service, "start"
 * starts it again, and "end" ends both. Prints the port, then every line of the service.
 */
const holder = `
import os, signal, socket, subprocess, sys, threading
s = socket.socket()
s.bind((sys.argv[2], 0))
s.listen(511)
print('PORT', s.getsockname()[1], flush=True)
def start():
    env = dict(os.environ, VESTIBULE_HOOK_PORT=str(s.getsockname()[1]))
    def hand_over():
        os.dup2(s.fileno(), 3)
        os.set_inheritable(3, True)
    line = 'LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=' + sys.argv[1] + ' exec "$0" "$1"'
    child = subprocess.Popen(['sh', '-c', line, sys.argv[3], sys.argv[4]], env=env,
        preexec_fn=hand_over, close_fds=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    def say():
        for each in child.stdout:
            sys.stdout.write(each.decode()); sys.stdout.flush()
    threading.Thread(target=say, daemon=True).start()
    return child
child = start()
for line in sys.stdin:
    if line.strip() == 'start':
        child = start()
        continue
    child.terminate()
    print('ENDED', child.wait(), flush=True)
    if line.strip() == 'end': sys.exit(0)
sys.exit(child.wait())
`;

interface Held {
  name?: string;
  host?: string;
}

async function hold(t: Test, { name = 'hook', host = '127.0.0.1' }: Held = {}) {
  const main = path.join(projectRoot, 'dist/server/main.js');
  const python = spawn('python3', ['-c', holder, name, host, process.execPath, main], {
    env: {
      PATH: process.env['PATH'],
      VESTIBULE_DATA_DIR: path.join(t.testdir(), 'data'),
      VESTIBULE_LOBBY_PORT: '0',
      ENVOY_CLIENT_SECRET: secret,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(python, 'exit');
  const said: string[] = [];
  const lines = createInterface({ input: python.stdout });
  lines.on('line', (line) => said.push(line));
  /** Waits for a matching line after the last one that was read. */
  const next = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = said.findIndex((line) => pattern.test(line));
      if (found >= 0) return said.splice(0, found + 1).at(-1)!;
      await once(lines, 'line');
    }
  };
  const port = (await next(/^PORT/)).split(' ')[1]!;
  return {
    url: `http://127.0.0.1:${port}/envoy/sign-in`,
    next,
    stop: () => void python.stdin.write('stop\n'),
    start: () => void python.stdin.write('start\n'),
    async end() {
      python.stdin.write('end\n');
      await exited;
    },
    async gone() {
      python.stdin.end();
      await exited;
      return said.join('\n');
    },
  };
}

/** Waits long enough for a slow machine. Only a sign-in without any answer counts as lost. */
async function send(url: string, number: number) {
  const body = JSON.stringify(heldSignIn({ name: `Visitor ${number}`, jobId: `job ${number}` }));
  const { status } = await sendSigned(url, secret, body, 120_000);
  return status;
}

t.test(
  'no sign-in is lost, and none let in, while another process takes over',
  { skip },
  async (t) => {
    const service = await hold(t);
    await service.next(/is ready/);
    const answers: Promise<number | string>[] = [];
    let isSending = true;
    const sending = (async () => {
      while (isSending) {
        const number = answers.length;
        answers.push(send(service.url, number).catch((error: Error) => `lost: ${error.message}`));
        // Keeps many calls open at a time, more than a lobby ever has, while one process replaces the other.
        if (answers.length % 8 === 0) await answers.at(-8);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    await answers[0];
    service.stop();
    service.start();
    t.match(await service.next(/^ENDED/), /ENDED 0/, 'in good order');
    await service.next(/is ready/);
    await answers.at(-1);
    isSending = false;
    await sending;
    const given = await Promise.all(answers);
    t.ok(given.length > 8, `${given.length} sign-ins`);
    t.same(new Set(given), new Set([412]), 'each was answered, and with a review');
    await service.end();
  },
);

t.test(
  'a call that waited in the socket is answered as soon as somebody listens',
  { skip },
  async (t) => {
    const service = await hold(t);
    await service.next(/is ready/);
    service.stop();
    await service.next(/^ENDED/);
    const body = JSON.stringify(heldSignIn({ name: 'Ada Example', jobId: 'waited' }));
    const call = http.request(service.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [signatureHeader]: sign(secret, body) },
    });
    const answered = once(call, 'response') as Promise<[http.IncomingMessage]>;
    call.end(body);
    await once(call, 'finish');
    service.start();
    const [answer] = await answered;
    t.equal(answer.statusCode, 412);
    t.match(await text(answer), /is starting/);
    await service.next(/is ready/);
    t.match(await sendSigned(service.url, secret, body), { status: 412, body: /is starting/ });
    await service.end();
  },
);

t.test('a socket that is not as the settings say holds everybody', { skip }, async (t) => {
  const wide = await hold(t, { host: '0.0.0.0' });
  await wide.next(
    /held.*The hook socket that systemd has handed over is 0\.0\.0\.0.*Set ListenStream=/,
  );
  const body = JSON.stringify(heldSignIn({ name: 'Ada Example', jobId: 'at a wide socket' }));
  t.match(await sendSigned(wide.url, secret, body), { status: 412, body: /cannot start/ });
  await wide.end();
  const unknown = await hold(t, { name: 'what' });
  t.match(await unknown.gone(), /did not start\. systemd has handed over a socket named "what"/);
});

t.test(
  'sockets that are for another process are not taken, and nobody inherits them',
  async (t) => {
    const env = { LISTEN_PID: '1', LISTEN_FDS: '1', LISTEN_FDNAMES: 'hook' };
    t.same(takeHandedSockets({ ...env }, 2), {});
    const own: NodeJS.ProcessEnv = { ...env, LISTEN_FDS: '2', LISTEN_FDNAMES: 'lobby:hook' };
    t.same(takeHandedSockets(own, 1), { lobby: 3, hook: 4 });
    t.same(own, {});
  },
);
