import { Agent, request } from 'node:http';
import { sign } from '#envoy';

// A process that sends forged calls to the given URL, as many as possible, until its input ends. Prints regularly, and
// at the end, how many were sent and the number of answers by status.
const [url = ''] = process.argv.slice(2);
const atOnce = 100;
const tellEvery = 500;

const body = JSON.stringify({ meta: { job: { id: 'forged' } }, payload: 'x'.repeat(2000) });
const headers = { 'x-envoy-signature': sign('a secret that Envoy does not have', body) };
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
/** By status; 0 means that the connection was closed without an answer. */
const answers: Record<string, number> = {};
let sent = 0;
let answered = 0;
let isOver = false;

function send(): void {
  sent++;
  let isAnswered = false;
  const onAnswer = (status = 0) => {
    if (isAnswered) return;
    isAnswered = true;
    answers[String(status)] = (answers[String(status)] ?? 0) + 1;
    answered++;
    if (answered % tellEvery === 0) tell();
    if (!isOver) send();
    else if (answered === sent) tell(() => process.exit());
  };
  const call = request(url, { method: 'POST', headers, agent }, (response) => {
    response.resume().once('end', () => onAnswer(response.statusCode));
    response.once('error', () => onAnswer());
  });
  call.once('error', () => setImmediate(onAnswer));
  call.end(body);
}

function tell(done: () => void = () => {}): void {
  process.stdout.write(`${JSON.stringify({ sent, answers })}\n`, done);
}

for (let i = 0; i < atOnce; i++) send();
process.stdin.resume().once('end', () => (isOver = true));
