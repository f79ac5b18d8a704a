import { createInterface } from 'node:readline';
import { readEnvironment } from '#server/config/environment.ts';
import { loadSecrets } from '#server/config/secrets.ts';
import { commandConfig } from '../../scripts/terminal/command-config.ts';
import { createProgram, collectValues, wholeNumber } from '../../scripts/terminal/program.ts';
import { alarming, wrapText, print, printJson } from '../../scripts/terminal/text.ts';
import { FakeEnvoy, type ApiCall } from './envoy/fake-envoy.ts';
import { commandsHelp, followSignIns, type FollowedSignIns, LineError } from './envoy/follow.ts';

interface Options {
  hook?: string;
  port: number;
  clientId: string;
  secret?: string;
  install: string;
  location: string;
  locationName: string;
  timeout: number;
  tokenSeconds: number;
  run: string[];
  json?: boolean;
}

const help = `
Stands in for an Envoy account: serves what Vestibule calls of the plugin API
(login, purpose, jobs), and sends what Envoy sends. A visitor whose sign-in is
not answered in 30 s is let in, and that is said loudly. It prints every call.

Type, or give with --run:
${commandsHelp}

Examples:
  ENVOY_BASE_URL=http://127.0.0.1:8790 ENVOY_CLIENT_ID=simulated npm start
  vestibule simulate envoy
  vestibule simulate envoy --run "setup kiosk=Lobby" --run 'sign-in "Ada"'

With --run it does these and ends: 0 when let in or saved, 1 when held or
refused, 2 when there was no answer. The secret is --secret, else
ENVOY_CLIENT_SECRET, else the one that the service made for trying out.`;

/** `simulate envoy` */
export const envoyCommand = createProgram('envoy')
  .description('be an Envoy account: the plugin API, setup, sign-ins, uninstall')
  .option('--hook <url>', 'where the app listens (default: on this machine)')
  .option('--port <number>', 'port of the plugin API', wholeNumber(0, 1_000_000), 8790)
  .option('--client-id <id>', 'that the app has to log in with', 'simulated')
  .option('--secret <secret>', 'client secret to sign with, and to be logged in with')
  .option('--install <id>', 'id of the install', '9001')
  .option('--location <id>', 'id of the location', '1042')
  .option('--location-name <name>', 'name of the location', 'HQ')
  .option('--timeout <seconds>', 'how long a visitor is held', wholeNumber(0, 1_000_000), 30)
  .option(
    '--token-seconds <seconds>',
    'how long a token is good',
    wholeNumber(0, 1_000_000),
    43_200,
  )
  .option('--run <line>', 'do this and end; can be given again', collectValues, [])
  .option('--json', 'print JSON, a line for each thing')
  .addHelpText('after', help)
  .action(run);

const exitCodes: Record<FollowedSignIns['result'], number> = {
  wanted: 0,
  not_wanted: 1,
  no_answer: 2,
};

async function run(options: Options): Promise<void> {
  const env = readEnvironment();
  const config = commandConfig(env);
  const hook = options.hook ?? `http://${config.hook.host}:${config.hook.port}`;
  const envoy = new FakeEnvoy({
    hook,
    clientId: options.clientId,
    secret: options.secret ?? loadSecrets(env, config.dataDir).envoy[0],
    timeoutMs: options.timeout * 1000,
    tokenSeconds: options.tokenSeconds,
    port: options.port,
  });
  const say = printer(options.json ?? false);
  envoy.on('call', (call) => say([inWords(call)], { call: withoutSecrets(call) }));
  try {
    await envoy.start();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    process.stderr.write(`Port ${options.port} is in use. Choose another with --port.\n`);
    process.exitCode = 2;
    return;
  }
  say(
    [
      `Envoy's plugin API: ${envoy.url}`,
      `Calls go to: ${hook}`,
      'Start Vestibule so:',
      `  ENVOY_BASE_URL=${envoy.url} ENVOY_CLIENT_ID=${options.clientId} npm start`,
    ],
    { url: envoy.url, hook },
  );
  const lines = options.run.length > 0 ? options.run : typedLines(say);
  const install = {
    installId: options.install,
    locationId: options.location,
    locationName: options.locationName,
  };
  let worst = 0;
  for await (const line of lines) {
    if (line === 'quit') break;
    const { result, lines, json } = await follow(() => followSignIns(envoy, install, line));
    say(lines, json, result === 'no_answer');
    worst = Math.max(worst, exitCodes[result]);
  }
  await envoy.stop();
  if (options.run.length > 0) process.exitCode = worst;
}

type Say = (lines: string[], json: object, isAlarm?: boolean) => void;

function printer(asJson: boolean): Say {
  return (lines, json, isAlarm = false) => {
    if (asJson) printJson(json);
    else if (isAlarm) print(alarming(lines.map((line) => wrapText(line)).join('\n')));
    else print(lines.map((line) => wrapText(line, '', '  ')).join('\n'));
  };
}

async function* typedLines(say: Say): AsyncGenerator<string> {
  const input = createInterface({ input: process.stdin });
  const close = () => input.close();
  process.once('SIGINT', close);
  process.once('SIGTERM', close);
  try {
    for await (const typed of input) {
      const line = typed.trim();
      if (line === 'help') say(commandsHelp.split('\n'), { help: commandsHelp });
      else if (line !== '') yield line;
    }
  } finally {
    // An open pipe would keep the process alive.
    process.stdin.destroy();
  }
}

async function follow(work: () => Promise<FollowedSignIns>): Promise<FollowedSignIns> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    return { result: 'no_answer', lines: [error.message], json: { error: error.message } };
  }
}

function inWords({ method, path, status, route, body }: ApiCall): string {
  // Adds a space after each part, so that a long line can be broken.
  const sent = JSON.stringify(body ?? null, null, 1).replace(/\n\s*/g, ' ');
  return `${status ?? 'no answer'} <- ${method} ${path} ${route === 'token' ? '' : sent}`.trim();
}

function withoutSecrets(call: ApiCall): object {
  return call.route === 'token' ? { ...call, body: undefined } : call;
}
