import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { loadConfig } from '../../server/config/config.ts';
import { readEnvironment } from '../../server/config/environment.ts';
import { loadSecrets } from '../../server/config/secrets.ts';
import { heldSignIn } from './held-sign-in.ts';
import { sendSigned, type Answer } from './send-signed.ts';

interface Options {
  name: string;
  email?: string;
  employeeId?: string;
  location?: string;
  device?: string;
  job?: string;
  body?: string;
  url?: string;
  secret?: string;
  json?: boolean;
}

const help = `
Signs and sends a held sign-in as Envoy would, waits as long as Envoy would (30 s),
and prints the answer. 200 lets the visitor in, 412 asks the front desk to look.

Examples:
  npm run simulate -- sign-in --name "Ada Example" --email ada@example.com
  npm run simulate -- sign-in --name "Ada Example" --url https://tunnel.example/envoy/sign-in

The secret is --secret, else ENVOY_CLIENT_SECRET, else the one that the service made
for trying out. The exit code is 0 when let in, 1 when held, 2 when there was no answer.`;

/** `simulate sign-in` */
export function addSignInCommand(program: Command): void {
  program
    .command('sign-in')
    .description('send a signed sign-in and print the answer')
    .requiredOption('--name <name>', 'full name as typed on the iPad')
    .option('--email <address>', 'e-mail address as typed on the iPad')
    .option('--employee-id <id>', "Envoy's employee id; makes it a sign-in of the employee flow")
    .option('--location <id>', "Envoy's id of the location")
    .option('--device <id>', "Envoy's id of the iPad")
    .option('--job <id>', 'job id; the same one again gets the same answer')
    .option('--body <file>', 'send this file instead, byte for byte')
    .option('--url <url>', 'where to send it (default: the hook listener on this machine)')
    .option('--secret <secret>', 'client secret to sign with')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action(run);
}

async function run(options: Options): Promise<void> {
  const env = readEnvironment();
  const config = loadConfig(env);
  const secret = options.secret ?? loadSecrets(env, config.dataDir).envoy[0];
  const url = options.url ?? `http://${config.hook.host}:${config.hook.port}/envoy/sign-in`;
  const body = options.body
    ? await readFile(options.body, 'utf8')
    : JSON.stringify(bodyFor(options));
  try {
    const answer = await sendSigned(url, secret, body);
    process.stdout.write(options.json ? JSON.stringify(answer) + '\n' : inWords(answer));
    process.exitCode = answer.status === 200 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`No answer from ${url}: ${whyNot(error)}\n`);
    process.exitCode = 2;
  }
}

function bodyFor({ name, email, employeeId, location, device, job }: Options) {
  return heldSignIn({
    name,
    ...(email && { email }),
    ...(employeeId && { employeeId }),
    ...(location && { locationId: location }),
    ...(device && { deviceId: device }),
    ...(job && { jobId: job }),
  });
}

function inWords({ status, body, milliseconds }: Answer): string {
  const meanings: Record<number, string> = {
    200: 'let in',
    401: 'refused: the signature is wrong (is this the secret that the service uses?)',
    412: 'held for the front desk',
  };
  const meaning = meanings[status] ?? 'not an answer that Envoy knows';
  return `${status}  ${meaning}  (${Math.round(milliseconds)} ms)\n${body}\n`;
}

function whyNot(error: unknown): string {
  const { name, cause } = error as Error & { cause?: { code?: string } };
  if (name === 'TimeoutError') return 'nothing within 30 s. Envoy would let the visitor in now.';
  if (cause?.code === 'ECONNREFUSED') return 'nothing listens there. Is the service running?';
  return cause?.code ?? name;
}
