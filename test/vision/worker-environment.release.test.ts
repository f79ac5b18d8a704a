import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { end, start } from '../../lab/running-service.ts';
import { modelProcesses } from '../../lab/soak/readings.ts';

const secrets = {
  ENVOY_CLIENT_SECRET: 'canary-client-secret',
  ENVOY_CLIENT_SECRET_PREVIOUS: 'canary-client-secret-before',
  REMOTE_LIST_SECRET: `whsec_${Buffer.from('canary of the remote list!!!').toString('base64')}`,
  HEARTBEAT_URL: 'http://127.0.0.1:1/canary-heartbeat',
  SOMETHING_ELSE_TOKEN: 'canary-that-nobody-thought-of',
};

t.test('no process of the service but its own knows a secret', async (t) => {
  if (!existsSync('/proc/self/environ')) return t.comment('there is no /proc here; not shown');
  const running = await start(path.join(t.testdir(), 'data'), {
    ...secrets,
    OMP_NUM_THREADS: '1',
  });
  t.teardown(() => end(running, 'SIGTERM'));
  const pid = running.process.pid!;
  const environmentOf = (of: number) => readFileSync(`/proc/${of}/environ`, 'utf8');
  const children = descendants(pid);
  t.equal(children.length, 1, 'one for the lobby screen that may come, and none besides');
  for (const child of children) {
    const environment = environmentOf(child);
    for (const [name, value] of Object.entries(secrets)) {
      t.notOk(environment.includes(value), name);
      t.notOk(environment.includes(`${name}=`), name);
    }
    t.notMatch(environment, /VESTIBULE_|ENVOY_/, 'nor where anything of ours lies');
    t.match(environment, /PATH=/);
    t.match(environment, /OMP_NUM_THREADS=1/, 'what native libraries need is passed on');
  }
  for (const value of Object.values(secrets)) {
    t.ok(environmentOf(pid).includes(value), 'the search would find it');
  }
});

function descendants(pid: number): number[] {
  return modelProcesses(pid).flatMap((child) => [child, ...descendants(child)]);
}
