import { Agent, request } from 'node:http';
import { sign } from '../../server/envoy/signature.ts';

// A process of its own that sends a thousand forged calls a second to the URL given until its input
// ends. Says when the first is answered, and in the end how often it was answered what.
const [url = ''] = process.argv.slice(2);
const body = JSON.stringify({ meta: { job: { id: 'forged' } }, payload: 'x'.repeat(2000) });
const headers = { 'x-envoy-signature': sign('a secret that Envoy does not have', body) };
const agent = new Agent({ keepAlive: true, maxSockets: 100 });
const answers: Record<string, number> = {};
let open = 0;

function send(): void {
  open++;
  const answered = (status: number | undefined) => {
    answers[String(status)] = (answers[String(status)] ?? 0) + 1;
    open--;
    if (Object.values(answers).reduce((sum, count) => sum + count, 0) === 1) {
      process.stdout.write('begun\n');
    }
  };
  const call = request(url, { method: 'POST', headers, agent }, (response) => {
    response.resume().once('end', () => answered(response.statusCode));
  });
  call.once('error', () => answered(0));
  call.end(body);
}

const timer = setInterval(() => {
  for (let i = 0; i < 10 && open < 200; i++) send();
}, 10);
process.stdin.resume().once('end', () => {
  clearInterval(timer);
  agent.destroy();
  process.stdout.write(`${JSON.stringify(answers)}\n`, () => process.exit());
});
