import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { Balancer, type BalancedCall } from '../../lab/soak/instances/balancer.ts';
import { instanceEvents } from '../../lab/soak/instances/happenings.ts';
import { Tallies } from '../../lab/soak/instances/tallies.ts';

const [enrolled, stranger] = ['enrolled', 'a stranger, with an enrolled name'].map((name) =>
  instanceEvents.find(({ what }) => what === name),
);

function call(status: number | null, milliseconds = 1000): BalancedCall {
  const answer = status === null ? null : { status, body: '{}', milliseconds };
  return { answer, at: null, resent: 0, milliseconds };
}

t.test('the soak of instances takes for wrong what is, and nothing else', async (t) => {
  const inFault = (stallsInstance = false) => {
    const now = performance.now();
    const notYet = { over: Infinity, well: Infinity, until: Infinity };
    return { what: 'a fault', stallsInstance, from: now - 5000, ...notYet };
  };
  const wrongsOf = (
    happening: typeof enrolled,
    calls: BalancedCall[],
    fault?: ReturnType<typeof inFault>,
  ) => {
    const tallies = new Tallies();
    if (fault) tallies.faults.push(fault);
    tallies.count(happening!, 'job', calls, performance.now() - 1000);
    return tallies.wrongs.length;
  };
  t.equal(wrongsOf(enrolled, [call(200)]), 0);
  t.equal(wrongsOf(stranger, [call(412)]), 0);
  t.equal(wrongsOf(stranger, [call(200)]), 1, 'let in by accident');
  t.equal(wrongsOf(stranger, [call(200)], inFault()), 1, 'amid a fault too');
  t.equal(wrongsOf(enrolled, [call(412)]), 1, 'held although nothing was broken');
  t.equal(wrongsOf(enrolled, [call(412)], inFault()), 0);
  const over = performance.now() - 2000;
  const before = { ...inFault(), over, until: over };
  t.equal(wrongsOf(enrolled, [call(412)], before), 1, 'the fault was over before it came');
  t.equal(wrongsOf(enrolled, [call(500)], inFault()), 1, 'no answer that Envoy knows');
  t.equal(wrongsOf(enrolled, [call(200), call(412)], inFault()), 1, 'two answers for one job');
  const starting = call(412);
  starting.answer!.body = '{"value":"starting"}';
  t.equal(wrongsOf(enrolled, [call(200), starting], inFault()), 0, 'a repeat, held unknowing');
  t.equal(wrongsOf(enrolled, [call(200), starting]), 1, 'while nothing was broken');
  t.equal(wrongsOf(enrolled, [starting, call(200)], inFault()), 1, 'let in after it was held');
  t.equal(wrongsOf(enrolled, [call(null)], inFault()), 1);
  t.equal(wrongsOf(enrolled, [call(200, 10_500)], inFault()), 1, 'late');
  t.equal(wrongsOf(enrolled, [call(200, 10_500)], inFault(true)), 0, 'its instance stood still');
});

t.test('the soak counts who is held although everything else was right', async (t) => {
  const tallies = new Tallies();
  const now = performance.now();
  const notYet = { over: Infinity, well: Infinity, until: Infinity };
  tallies.count(enrolled!, 'before', [call(200)], now - 1000);
  tallies.faults.push({ what: 'a fault', stallsInstance: false, from: now, ...notYet });
  tallies.count(enrolled!, 'one', [call(412)], now);
  tallies.count(enrolled!, 'two', [call(200), call(200)], now);
  tallies.count(stranger!, 'three', [call(412)], now);
  t.same(tallies.heldInFaults, { held: 1, calls: 3 });
});

t.test('a call that one instance breaks off goes to another one', async (t) => {
  const jobs: string[] = [];
  const broken = await listen(t, (request) => request.socket.destroy());
  const working = await listen(t, (request, response) => {
    let body = '';
    request.on('data', (bytes: Buffer) => (body += bytes.toString()));
    request.on('end', () => {
      jobs.push((JSON.parse(body) as { meta: { job: { id: string } } }).meta.job.id);
      response.end('{}');
    });
  });
  const places = [broken, working].map((hookUrl, number) => ({ hookUrl, number }));
  const passed = await new Balancer(places, () => 0).pass({ name: 'Ada Example', jobId: 'job-1' });
  t.match(passed, { answer: { status: 200 }, resent: 1, at: places[1] });
  t.same(jobs, ['job-1']);
});

async function listen(t: Test, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/envoy/sign-in`;
}
