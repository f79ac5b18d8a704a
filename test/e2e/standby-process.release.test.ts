import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import t, { type Test } from 'tap';
import { freePort } from '../../lab/free-port.ts';
import { end, secret, start, type Running } from '../../lab/running-service.ts';
import { heldSignIn, sendSigned, type HookAnswer } from '../../lab/simulate/held-sign-in.ts';
import { buildStandby } from '#server/envoy/standby/standby-listener.ts';
import { createLogger } from '#server/ops/logging.ts';
import { HandClock } from '../support/hand-clock.ts';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { projectRoot } from '#server/config/environment.ts';

// The policy lets couriers in without a check and holds every other visitor.
const policy = `
rules:
  - { name: Couriers, when: { flow: Delivery }, checks: none }
default: { checks: { face: } }
`;

const vestibule = path.join(projectRoot, 'dist/scripts/vestibule.js');

async function startStandby(t: Test, servicePort: number): Promise<string> {
  const port = String(await freePort());
  const child = spawn(
    process.execPath,
    [vestibule, 'standby', '--for', `http://127.0.0.1:${servicePort}`, '--port', port],
    {
      env: { PATH: process.env['PATH'], ENVOY_CLIENT_SECRET: secret },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  t.teardown(async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  for await (const line of createInterface(child.stdout)) if (line.includes('listens')) break;
  return `http://127.0.0.1:${port}/envoy/sign-in`;
}

interface Told {
  jobId: string;
  flow: 'Delivery' | 'Visitor';
  answer: HookAnswer;
}

/** Sends a call each tenth of a second, every second one for a courier, until `during` is over. */
async function callsDuring(url: string, during: () => Promise<unknown>): Promise<Told[]> {
  const calls: Promise<Told>[] = [];
  const send = () => {
    const flow = calls.length % 2 === 0 ? 'Delivery' : 'Visitor';
    const jobId = randomUUID();
    calls.push(repeat(url, jobId, flow).then((answer) => ({ jobId, flow, answer })));
  };
  send();
  const timer = setInterval(send, 100);
  await during();
  clearInterval(timer);
  return Promise.all(calls);
}

function repeat(url: string, jobId: string, flow: string): Promise<HookAnswer> {
  return sendSigned(url, secret, JSON.stringify(heldSignIn({ name: 'Ada Example', jobId, flow })));
}

t.test('a service that is killed, stopped or restarted leaves no call unanswered', async (t) => {
  const dataDir = t.testdir({ 'policy.yaml': policy });
  const env = { VESTIBULE_HOOK_PORT: String(await freePort()) };
  let service: Running = await start(dataDir, env);
  t.teardown(() => end(service, 'SIGKILL'));
  const url = await startStandby(t, Number(env.VESTIBULE_HOOK_PORT));
  t.match(await repeat(url, 'before', 'Delivery'), { status: 200 });
  const told: Told[] = [];
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const calls = await callsDuring(url, async () => {
      await repeat(url, `before ${signal}`, 'Delivery');
      await end(service, signal);
      service = await start(dataDir, env);
      await repeat(url, `after ${signal}`, 'Delivery');
    });
    told.push(...calls);
  }
  const statuses = told.map(({ answer }) => answer.status);
  t.strictSame([...new Set(statuses)].sort(), [200, 412], 'every call got one of the two answers');
  const letIn = told.filter(({ answer }) => answer.status === 200);
  t.ok(
    letIn.every(({ flow }) => flow === 'Delivery'),
    'only couriers were let in',
  );
  const again = await Promise.all(told.map(({ jobId, flow }) => repeat(url, jobId, flow)));
  t.strictSame(
    again.map(({ status, body }) => ({ status, body })),
    told.map(({ answer: { status, body } }) => ({ status, body })),
    'each repeat got the same answer',
  );
});

t.test('a frozen service lets nobody in, and gives no other answer when it goes on', async (t) => {
  const service = await start(t.testdir({ 'policy.yaml': policy }));
  t.teardown(() => end(service, 'SIGKILL'));
  const clock = new HandClock();
  const standby = await buildStandby({
    target: { current: { url: new URL(new URL(service.hookUrl).origin), secrets: [secret] } },
    secrets: [secret],
    clock,
    log: createLogger('silent'),
  });
  t.teardown(() => standby.close());
  const url = `${await standby.listen({ host: '127.0.0.1', port: 0 })}/envoy/sign-in`;
  t.match(await repeat(url, 'before', 'Delivery'), { status: 200 });
  service.process.kill('SIGSTOP');
  const answers = [1, 2, 3].map((job) => repeat(url, `frozen ${job}`, 'Delivery'));
  const all = Promise.all(answers);
  let isOver = false;
  void all.then(() => (isOver = true));
  while (!isOver) {
    await clock.turn(1000);
    await turnOfTheLoop();
  }
  t.match(await all, [{ status: 412 }, { status: 412 }, { status: 412 }]);
  service.process.kill('SIGCONT');
  t.match(await repeat(url, 'frozen 1', 'Delivery'), { status: 412, body: (await all)[0]!.body });
});
