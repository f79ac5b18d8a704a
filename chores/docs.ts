import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { IsArray, IsObject, IsOptional, type TObject, type TSchema } from 'typebox';
import { checkSettings } from '../server/checks/registry.ts';
import { projectRoot } from '../server/config/environment.ts';
import { attackMeasurement, attackResults } from '../server/config/attack-results.ts';
import type { Bounded } from '../server/config/expectation.ts';
import { settingSchemas } from '../server/config/settings.ts';
import { notifySchema } from '../server/notify/notify-schema.ts';
import { policySchema } from '../server/policy/schema.ts';
import { reasons } from '../server/sign-in/reasons.ts';
import { lifeOfSignIn } from '../server/sign-in/sign-in-states.ts';
import { usualPlace } from '../scripts/commands/setup/place.ts';
import { serviceUnit, socketUnit } from '../scripts/commands/setup/service-unit.ts';
import {
  caddyfile,
  cloudflaredConfig,
  funnelCommands,
  nginxSite,
  ngrokCommand,
  ngrokPolicy,
  sshCommand,
} from '../scripts/commands/setup/tunnels.ts';
import { letInText } from '../scripts/measure/statistics.ts';
import { replaceGenerated, markdownTable } from '../scripts/terminal/generated-text.ts';

/** The folders of `server/` in the order of imports, from the file that enforces it. */
async function orderOfFolders(): Promise<string> {
  const rules = pathToFileURL(path.join(projectRoot, '.rooms.js')).href;
  const { rooms } = (await import(rules)) as { rooms: Record<string, { what: string }> };
  const rows = Object.entries(rooms).map(([folder, { what }]) => [`\`${folder}/\``, what]);
  return markdownTable(['folder of `server/`', 'what lives there'], rows);
}

/** The life of a sign-in as GitHub draws it, from the table that the code goes by. */
function drawnLife(): string {
  const states = Object.entries(lifeOfSignIn);
  const lines = states.flatMap(([state, { what, next }]) => [
    `  ${state}: ${state.replaceAll('_', ' ')}<br/>${what.replaceAll(':', ' –')}`,
    ...next.map((following) => `  ${state} --> ${following}`),
    ...(next.length === 0 ? [`  ${state} --> [*]`] : []),
  ]);
  return fenced('mermaid', ['stateDiagram-v2', '  [*] --> arrived', ...lines].join('\n'));
}

/** The reference of the policy file, from its schema. */
function policyTable(): string {
  return markdownTable(['in the file', 'values', 'meaning'], rowsOf(policySchema, '', policyRow));
}

/** The reference of the file that says who is told, from its schema. */
function notifyTable(): string {
  const head = ['in the file', 'values', 'default', 'meaning'];
  return markdownTable(head, rowsOf(notifySchema, '', checkRow));
}

/** What may be said of each check, from their schemas. */
export function checksTables(): string {
  return Object.entries(checkSettings)
    .map(([name, schema]) => {
      const rows = rowsOf(schema, '', checkRow);
      const head = ['setting', 'values', 'default', 'meaning'];
      return `### \`${name}\`\n\n${rows.length === 0 ? 'No settings.' : markdownTable(head, rows)}`;
    })
    .join('\n\n');
}

type ToRow = (name: string, schema: TSchema, isNeeded: boolean) => string[];

const policyRow: ToRow = (name, schema, isNeeded) => {
  return [`\`${name}\``, valuesOf(schema), describe(schema) + (isNeeded ? ' Needed.' : '')];
};

const checkRow: ToRow = (name, schema, isNeeded) => {
  const isAsked = isNeeded && !('default' in schema);
  const meaning = describe(schema) + (isAsked ? ' Needed.' : '');
  return [`\`${name}\``, valuesOf(schema), defaultOf(schema), meaning];
};

function describe(schema: TSchema): string {
  return (schema as { description?: string }).description ?? '';
}

/** A row for every name at any depth; `[]` stands for each entry of a list. */
function rowsOf(schema: TObject, prefix: string, toRow: ToRow): string[][] {
  return Object.entries(schema.properties).flatMap(([name, property]) => {
    const path = prefix + name;
    const row = toRow(path, property, !IsOptional(property));
    if (IsObject(property)) return [row, ...rowsOf(property, `${path}.`, toRow)];
    if (!IsArray(property) || !IsObject(property.items)) return [row];
    return [row, ...rowsOf(property.items, `${path}[].`, toRow)];
  });
}

/** The table of reasons, from their one definition. */
export function reasonsTable(): string {
  const rows = Object.entries(reasons).map(([reason, { verdict, frontDesk }]) => [
    `\`${reason}\``,
    verdict === 'approved' ? '200' : '412',
    frontDesk,
  ]);
  return markdownTable(['reason', 'answer', 'what the front desk reads'], rows);
}

/** The table of settings, from their schema. */
export function settingsTable(): string {
  const rows = Object.entries(settingSchemas).map(([name, schema]) => {
    const { description = '' } = schema as { description?: string };
    return [`\`${name}\``, valuesOf(schema), defaultOf(schema), description];
  });
  return markdownTable(['setting', 'values', 'default', 'meaning'], rows);
}

interface Described extends Bounded {
  default?: unknown;
}

/** What a schema takes, in the words of a reference table. */
export function valuesOf(schema: TSchema): string {
  const { type, enum: values, const: only, anyOf, items, minimum, maximum }: Described = schema;
  const { values: inWords }: Described = schema;
  if (inWords !== undefined) return inWords;
  if (values) return values.map((value) => `\`${value}\``).join(', ');
  if (typeof only === 'string') return `\`${only}\``;
  if (anyOf) return anyOf.map(valuesOf).join(', or ');
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'array' && items) return `list of: ${valuesOf(items)}`;
  if (type === 'object') return 'names below it';
  if (minimum !== undefined && maximum === undefined) return `at least ${minimum}`;
  return minimum === undefined ? 'text' : `${minimum} to ${maximum}`;
}

export function defaultOf(schema: TSchema): string {
  const { default: value }: Described = schema;
  if (typeof value === 'string' && value !== '') return `\`${value}\``;
  if (Array.isArray(value)) return value.map((one) => `\`${String(one)}\``).join(', ');
  return typeof value === 'number' || typeof value === 'boolean' ? `\`${value}\`` : '';
}

/** The files of an installation as the guide shows them. */
export function installationFiles(): Record<string, string> {
  const place = usualPlace({
    projectDir: '/opt/vestibule',
    node: '/usr/bin/node',
    hookPort: 8787,
    lobbyPort: 8788,
    deadlineSeconds: 20,
  });
  return {
    unit: fenced('ini', serviceUnit(place)),
    cloudflared: fenced('yaml', cloudflaredConfig(place)),
    funnel: fenced('sh', funnelCommands(place)),
    'ngrok-policy': fenced('yaml', ngrokPolicy()),
    ngrok: fenced('sh', ngrokCommand(place)),
    caddy: fenced('caddyfile', caddyfile(place)),
    nginx: fenced('nginx', nginxSite(place)),
    ssh: fenced('sh', sshCommand(place)),
    'chromium-policy': fenced('json', kioskPolicy(place.lobbyPort)),
    socket: fenced('ini', socketUnit(place)),
  };
}

/** As the package vestibule-kiosk writes it for a screen beside the service. */
function kioskPolicy(lobbyPort: number): string {
  const share = 'packaging/vestibule-kiosk/root/usr/share/vestibule-kiosk';
  const template = readFileSync(path.join(projectRoot, share, 'policy.json'), 'utf8');
  return template
    .replaceAll('@ORIGIN@', `http://127.0.0.1:${lobbyPort}`)
    .replace('"@CERTIFICATE@"', '');
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

/** The attacks that were measured, as a list: its lines fit a screen. */
function attackList(): string {
  const lines = attackResults.map(({ attack, session, service }) => {
    const through = service === null ? '' : `; through the whole service ${letInText(service)}`;
    return `- **${attack}**: ${letInText(session)}${through}`;
  });
  return [attackMeasurement, '', ...lines].join('\n');
}

/** What is generated into which document, between its markers. */
const documents: Record<string, Record<string, string>> = {
  'docs/reference.md': { settings: settingsTable(), reasons: reasonsTable() },
  'docs/architecture.md': { order: await orderOfFolders(), life: drawnLife() },
  'docs/policy.md': { policy: policyTable(), checks: checksTables() },
  'docs/notifications.md': { notify: notifyTable() },
  'docs/install.md': installationFiles(),
  'docs/liveness.md': { attacks: attackList() },
};

/** Writes the generated parts, or with `--check` fails when they are not up to date. */
for (const [name, parts] of Object.entries(documents)) {
  const file = path.join(projectRoot, name);
  const before = await readFile(file, 'utf8');
  const filled = replaceGenerated(before, parts);
  const after = await format(filled, { ...(await resolveConfig(file)), parser: 'markdown' });

  if (after === before) {
    process.stdout.write(`What is generated in ${name} is up to date.\n`);
  } else if (process.argv.includes('--check')) {
    process.stderr.write(`What is generated in ${name} is out of date: run npm run docs.\n`);
    process.exitCode = 1;
  } else {
    await writeFile(file, after);
    process.stdout.write(`Wrote what is generated in ${name}.\n`);
  }
}
