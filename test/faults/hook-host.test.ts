import { spawnSync } from 'node:child_process';
import path from 'node:path';
import t from 'tap';
import { secret } from '../../lab/running-service.ts';
import { heldSignIn } from '../../lab/simulate/held-sign-in.ts';
import { sign, signatureHeader } from '#envoy';
import { runInTurn } from '../support/in-turn.ts';
import { lacking } from '../support/needs.ts';
import { StartingService } from '../support/starting-service.ts';

// An address for documentation (RFC 5737), which no machine has.
const documented = '192.0.2.1';

for (const host of [documented, 'no such host']) {
  t.test(`a hook host that is no address of the machine holds everybody: ${host}`, async (t) => {
    const folder = t.testdir();
    const data = path.join(folder, 'data');
    const service = await StartingService.begin(t, data, { VESTIBULE_HOOK_HOST: host });
    await service.said(/Visitors are held until you fix this/);
    t.match(service.text, `This machine has no address ${host}: look at VESTIBULE_HOOK_HOST`);
    t.notMatch(service.text, /at .*\.js/, 'no stack');
    t.match(await service.signIn('held'), { status: 412, body: /is starting, or cannot start/ });
    const { port } = new URL(service.origin);
    const settings = { VESTIBULE_HOOK_HOST: host, VESTIBULE_HOOK_PORT: port };
    const { out } = await runInTurn(folder, ['doctor', '--json'], settings);
    t.match(out, `This machine has no address ${host}. The service is at 127.0.0.1 only`);
    t.equal(await service.end('SIGTERM'), 0);
  });
}

const post = `
const [url, name, signature, body] = process.argv.slice(1);
const headers = { 'content-type': 'application/json', [name]: signature };
const answer = await fetch(url, { method: 'POST', headers, body });
console.log(answer.status, await answer.text());`;

/** Sends a sign-in from the network namespace of the service. */
function signInBeside({ pid, origin }: StartingService, host: string, jobId: string): string {
  const body = JSON.stringify(heldSignIn({ name: 'Ada Example', jobId }));
  const url = `http://${host}:${new URL(origin).port}/envoy/sign-in`;
  const node = [process.execPath, '--input-type=module', '-e', post];
  const call = [...node, url, signatureHeader, sign(secret, body), body];
  const { stdout, stderr } = spawnSync('nsenter', ['-t', String(pid), '-n', ...call], {
    encoding: 'utf8',
  });
  return stdout + stderr;
}

t.test(
  'a hook host that the machine gets later is taken up without a restart',
  { skip: lacking('networks') },
  async (t) => {
    const data = path.join(t.testdir(), 'data');
    const ownNetwork = ['unshare', '--net', 'sh', '-c', 'ip link set lo up; exec "$0" "$@"'];
    const env = { VESTIBULE_HOOK_HOST: documented };
    const service = await StartingService.begin(t, data, env, ownNetwork);
    await service.said(/Visitors are held until you fix this/);
    t.match(signInBeside(service, '127.0.0.1', 'before'), /^412 .*cannot start/);
    const added = ['ip', 'addr', 'add', `${documented}/32`, 'dev', 'lo'];
    t.equal(spawnSync('nsenter', ['-t', String(service.pid), '-n', ...added]).status, 0);
    await service.said(/is ready/);
    t.match(signInBeside(service, documented, 'after'), /^412 .*No person is enrolled/);
    t.match(signInBeside(service, '127.0.0.1', 'there, too'), /^412 .*No person is enrolled/);
    t.equal(await service.end('SIGTERM'), 0);
  },
);
