import { readFileSync } from 'node:fs';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';

// For trials from outside of a service (.ci/booted-debian). Signs a stranger in every 0.7 s as Envoy would, until
// standard input ends, and waits for the last answers. Each answer must be a 412. Prints the number of calls and every
// error. Exit code 1: there was an error.
//
// node dist/test/support/steady-calls.js URL SECRET_FILE [BROKEN]
// BROKEN calls may break off without an error, because a killed process takes its calls along.

const [url = '', secretFile = '', mayBreak = '0'] = process.argv.slice(2);
const secret = readFileSync(secretFile, 'utf8').trim();

const calls: Promise<{ milliseconds: number; wrong: string | null; isBroken?: boolean }>[] = [];
const timer = setInterval(() => calls.push(call()), 700);
process.stdin.resume().once('end', () => clearInterval(timer));
process.once('beforeExit', () => void tell());

async function call() {
  const begun = new Date().toISOString();
  const body = JSON.stringify(heldSignIn({ name: 'Stranger Nobody-Knows' }));
  try {
    const { status, milliseconds } = await sendSigned(url, secret, body);
    return { milliseconds, wrong: status === 412 ? null : `${begun}: ${status}` };
  } catch (error) {
    const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
    const why = cause ?? null;
    const code = why?.code ?? '';
    const isBroken = ['UND_ERR_SOCKET', 'ECONNRESET'].includes(code);
    return {
      milliseconds: 0,
      wrong: `${begun}: ${message} ${why?.message ?? ''} ${code}`,
      isBroken,
    };
  }
}

async function tell() {
  const all = await Promise.all(calls);
  const slowest = Math.max(0, ...all.map(({ milliseconds }) => milliseconds));
  const broken = all.filter(({ isBroken }) => isBroken).slice(0, Number(mayBreak));
  const wrong = all.filter((each) => !broken.includes(each)).flatMap((each) => each.wrong ?? []);
  process.stdout.write(
    `${all.length} calls, ${broken.length} broken off with the process that had them, ${wrong.length} wrong, the slowest ${Math.round(slowest)} ms.\n` +
      wrong.map((each) => `  ${each}\n`).join(''),
  );
  process.exitCode = all.length === 0 || wrong.length > 0 ? 1 : 0;
}
