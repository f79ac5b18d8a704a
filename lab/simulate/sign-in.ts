import { setTimeout as pause } from 'node:timers/promises';
import { table } from '../../scripts/terminal/table.ts';
import { InvalidArgumentError } from 'commander';
import { readEnvironment } from '#server/config/environment.ts';
import type { Config } from '#server/config/config.ts';
import { loadSecrets } from '#server/config/secrets.ts';
import { oneLine, printable } from '#base/text';
import { isStoreThere, openStore } from '#server/store/store.ts';
import { checksOf, type CheckRow } from '#server/store/tables/sign-in-history.ts';
import { findSignIn, type SignInRow } from '#server/store/tables/sign-ins.ts';
import { ownJobIds } from '#server/sign-in/own-job-ids.ts';
import { exitCodes } from '../../scripts/terminal/answer.ts';
import { readGiven } from '../../scripts/terminal/given-file.ts';
import { createProgram, collectValues } from '../../scripts/terminal/program.ts';
import { commandConfig } from '../../scripts/terminal/command-config.ts';
import { wrapText, print, printJson } from '../../scripts/terminal/text.ts';
import { answerInWords } from './answer-in-words.ts';
import {
  heldSignIn,
  signedDocument,
  type Visitor,
  sendSigned,
  type HookAnswer,
} from './held-sign-in.ts';

interface Options {
  name: string;
  email?: string;
  employeeId?: string;
  location?: string;
  locationName?: string;
  device?: string;
  flow?: string;
  invite?: string;
  phone?: string;
  hostEmail?: string;
  answer?: Form;
  legalDoc?: string[];
  job?: string;
  body?: string;
  url?: string;
  secret?: string;
  explain?: boolean;
  json?: boolean;
}
type Form = NonNullable<Visitor['answers']>;

const help = `
Signs and sends a held sign-in as Envoy would, waits as long as Envoy would
(30 s), and says what became of the visitor: let in (200), or held (412), with
the reason and what the front desk reads. --json has the answer byte for byte.

Examples:
  vestibule simulate sign-in --name "Ada Example" --email ada@example.com
  vestibule simulate sign-in --name "Ada Example" \\
    --url https://tunnel.example/envoy/sign-in
  vestibule simulate sign-in --name "Ada Example" --flow Contractor --explain \\
    --answer "Safety briefing done?=Yes" --legal-doc 1188

The secret is --secret, else ENVOY_CLIENT_SECRET, else the one that the service
made for trying out. The exit code is 0 when let in, 1 when held or refused, 2
when there was no answer or the command was not understood.`;

/** `simulate sign-in` */
export const signInCommand = createProgram('sign-in')
  .description('send a signed sign-in and print the answer')
  .requiredOption('--name <name>', 'full name as typed on the iPad')
  .option('--email <address>', 'e-mail address as typed on the iPad')
  .option('--employee-id <id>', "Envoy's employee id; makes it a sign-in of the employee flow")
  .option('--location <id>', "Envoy's id of the location")
  .option('--location-name <name>', 'name of the location')
  .option('--device <id>', "Envoy's id of the iPad")
  .option('--flow <name>', 'the flow, by name or, a number, by id')
  .option('--invite <id>', 'the sign-in of somebody who was invited')
  .option('--phone <number>', 'telephone number as typed on the iPad')
  .option('--host-email <address>', "the host's e-mail address")
  .option('--answer <label=value>', 'an answer on the form; may be given again', oneMoreAnswer)
  .option(
    '--legal-doc <agreement>',
    'id of an agreement that was signed; again for more',
    collectValues,
  )
  .option('--job <id>', 'job id; the same one again gets the same answer')
  .option('--body <file>', 'send this file instead, byte for byte')
  .option('--url <url>', 'where to send it (default: the hook listener on this machine)')
  .option('--secret <secret>', 'client secret to sign with')
  .option('--explain', 'say which rule of the policy applied and what each check said')
  .option('--json', 'print JSON')
  .addHelpText('after', help)
  .action(run);

async function run(options: Options): Promise<void> {
  const env = readEnvironment();
  const config = commandConfig(env);
  const secret = options.secret ?? loadSecrets(env, config.dataDir).envoy[0];
  const url = options.url ?? `http://${config.hook.host}:${config.hook.port}/envoy/sign-in`;
  const body = options.body ? readGiven(options.body).toString() : JSON.stringify(bodyFor(options));
  let answer: HookAnswer;
  try {
    answer = await sendSigned(url, secret, body);
  } catch (error) {
    print(wrapText(printable`No answer from ${url}: ${whyNot(error)}`), process.stderr);
    process.exitCode = exitCodes.usage;
    return;
  }
  process.exitCode = answer.status === 200 ? 0 : 1;
  if (!options.explain) return say(options, answer, {}, '');
  const explained = await explanationOf(config, jobIdIn(body));
  say(options, answer, { explained }, `\n\n${explanationText(explained)}`);
}

function say(options: Options, answer: HookAnswer, more: object, text: string): void {
  if (options.json) printJson({ ...answer, ...more });
  else print(answerInWords(answer) + text);
}

/** Tells it from a sign-in of Envoy's, whatever id was given. */
function simulatedId(job: string): string {
  return job.startsWith(ownJobIds.simulated) ? job : ownJobIds.simulated + job;
}

function jobIdIn(body: string): string {
  const { meta } = JSON.parse(body) as { meta?: { job?: { id?: unknown } } };
  return String(meta?.job?.id);
}

function oneMoreAnswer(text: string, before: Form = []): Form {
  const [field = '', ...value] = text.split('=');
  if (value.length === 0) throw new InvalidArgumentError('Write it as "Label=value".');
  return [...before, { field: field.trim(), value: value.join('=').trim() }];
}

function bodyFor(options: Options) {
  return heldSignIn({
    ...options,
    jobId: options.job === undefined ? undefined : simulatedId(options.job),
    locationId: options.location,
    deviceId: options.device,
    inviteId: options.invite,
    answers: options.answer,
    legalDocs: options.legalDoc?.map((agreement) => signedDocument(agreement)),
  });
}

function whyNot(error: unknown): string {
  const { name, cause } = error as Error & { cause?: Partial<NodeJS.ErrnoException> };
  if (name === 'TimeoutError') return 'nothing within 30 s. Envoy would let the visitor in now.';
  if (cause?.code === 'ECONNREFUSED') return 'nothing listens there. Is the service running?';
  if (cause?.code === 'ERR_INVALID_URL') return 'this is no address, like http://HOST:PORT/PATH.';
  return cause?.code ?? cause?.message ?? name;
}

/** Facts about an answered sign-in from this machine's database. */
interface Explanation {
  signIn: Pick<SignInRow, 'verdict' | 'reason' | 'check' | 'note' | 'rule'>;
  checks: CheckRow[];
}

/** An answer given at the deadline is stored only after it. */
const storedTimeoutMs = 3000;

/** Null when this machine's database has no such sign-in. */
async function explanationOf(config: Config, jobId: string): Promise<Explanation | null> {
  if (!(await isStoreThere(config))) return null;
  const store = await openStore({ ...config, forCommand: true });
  try {
    const until = performance.now() + storedTimeoutMs;
    for (;;) {
      const found = await findSignIn(store.db, jobId);
      if (found) {
        const { verdict, reason, check, note, rule } = found;
        const signIn = { verdict, reason, check, note, rule };
        return { signIn, checks: await checksOf(store.db, jobId) };
      }
      if (performance.now() > until) return null;
      await pause(100);
    }
  } finally {
    await store.close();
  }
}

/** At most 80 columns wide. */
function explanationText(explanation: Explanation | null): string {
  if (!explanation) return wrapText(unknown);
  const { signIn, checks } = explanation;
  const from = signIn.check === null ? 'no check' : `the check ${signIn.check}`;
  const lines = [
    signIn.rule === null
      ? 'No policy was asked.'
      : printable`The rule "${signIn.rule}" of the policy applied.`,
    `The reason is ${signIn.reason}, from ${from}.`,
  ];
  const text = lines.map((line) => wrapText(line)).join('\n');
  return checks.length === 0 ? text : `${text}\n${checksTable(checks)}`;
}

const unknown =
  'The database of this machine has no such sign-in: --explain works where the service runs that answered.';

function checksTable(checks: readonly CheckRow[]): string {
  const rows = checks.map(({ check, passed, reason, note, milliseconds }) => {
    const why = note === null ? reason : `${reason}\n${oneLine(note)}`;
    return [check, passed ? 'passed' : 'review', why, `${milliseconds} ms`];
  });
  return table({ Check: 15, Said: 8, Why: 41, Time: 11 }, rows);
}
