import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { IsArray, IsObject, IsOptional, type TObject, type TSchema } from 'typebox';
import type { Bounded } from '#base/schema';
import { checkSettings } from '#server/checks/registry.ts';
import { projectRoot } from '#server/config/environment.ts';
import { settingSchemas } from '#server/config/settings.ts';
import { notifySchema } from '#server/notify/notify-schema.ts';
import { policySchema } from '#server/policy/schema.ts';
import { frontDeskText, reasons, type Reason } from '#server/sign-in/reasons.ts';
import { outcomeKinds } from '#server/sign-in/sign-in-outcome.ts';
import { demandList } from '#server/installation/evidence/demands.ts';
import { defaultLocation } from '#server/installation/setup/install-location.ts';
import { openingSteps, tunnelConfig } from '#server/installation/setup/tunnels.ts';
import { replaceGenerated, formatText } from './generated-text.ts';
import { cardInMarkdown } from './desk-card.ts';

/** What `.rooms.js` says, which the linter enforces. */
interface ImportRules {
  layers: Record<string, string[]>;
  rooms: Record<string, { what: string }>;
}

/** The folders of `server/`, layer by layer. */
async function foldersByLayer(): Promise<string> {
  const rules = pathToFileURL(path.join(projectRoot, '.rooms.js')).href;
  const { layers, rooms } = (await import(rules)) as ImportRules;
  const parts = Object.entries(layers).map(([layer, folders]) => {
    const entries = folders.map((one): Entry => [`server/${one}/`, [], rooms[one]?.what ?? '']);
    return `${layer}:\n\n${list(entries)}`;
  });
  return parts.join('\n\n');
}

/** The ways in which a sign-in ends, from the names that the code uses. */
function outcomeList(): string {
  return list(Object.entries(outcomeKinds).map(([kind, what]): Entry => [kind, [], what]));
}

/** The reference of the policy file, from its schema. */
function policyList(): string {
  return list(withoutRepeats(rowsOf(policySchema, '')));
}

/** The same entries, where one with the meaning of an earlier one refers to it. */
function withoutRepeats(entries: readonly Entry[]): Entry[] {
  const first = new Map<string, string>();
  return entries.map(([name, values, meaning]) => {
    const earlier = first.get(meaning);
    first.set(meaning, earlier ?? name);
    return earlier === undefined ? [name, values, meaning] : [name, [], `as \`${earlier}\`.`];
  });
}

/** The reference of the notification file, from its schema. */
function notifyList(): string {
  return list(rowsOf(notifySchema, ''));
}

/** The settings of each check, from their schemas. */
export function checksLists(): string {
  return Object.entries(checkSettings)
    .map(([name, schema]) => {
      const rows = rowsOf(schema, '');
      return `#### \`${name}\`\n\n${rows.length === 0 ? 'No settings.' : list(rows)}`;
    })
    .join('\n\n');
}

/** A name, its values, and its meaning. */
type Entry = readonly [name: string, values: readonly string[], meaning: string];

/** A list, because a table of these would be wider than a screen. */
function list(entries: readonly Entry[]): string {
  const lines = entries.map(([name, values, meaning]) => {
    const about = values.filter((each) => each !== '').join('; ');
    return `- **\`${name}\`**${about === '' ? '' : ` (${about})`}: ${meaning}`;
  });
  return lines.join('\n');
}

function entryOf(name: string, schema: TSchema, isNeeded: boolean): Entry {
  const usual = defaultOf(schema);
  const needed = isNeeded && !('default' in schema) ? 'needed' : '';
  const values = valuesOf(schema);
  const isPlain = values === 'text' || values === belowIt || (values === bothBooleans && usual);
  return [name, [isPlain ? '' : values, usual && `default ${usual}`, needed], describe(schema)];
}

/** Values that a name, or its default, says already. */
const belowIt = 'names below it';
const bothBooleans = '`true`, `false`';

function describe(schema: TSchema): string {
  return (schema as { description?: string }).description ?? '';
}

/** A row for every name at any depth; `[]` means each entry of a list. */
function rowsOf(schema: TObject, prefix: string): Entry[] {
  return Object.entries(schema.properties).flatMap(([name, property]) => {
    const path = prefix + name;
    const entry = entryOf(path, property, !IsOptional(property));
    if (IsObject(property)) return [entry, ...rowsOf(property, `${path}.`)];
    if (!IsArray(property) || !IsObject(property.items)) return [entry];
    return [entry, ...rowsOf(property.items, `${path}[].`)];
  });
}

/** The reasons to let a visitor in, from their single definition. The guide explains those of a held visitor. */
export function reasonsList(): string {
  const names = Object.keys(reasons) as Reason[];
  const approvals = names.filter((reason) => reasons[reason].verdict === 'approved');
  return list(approvals.map((reason) => [reason, ['200'], frontDeskText(reason)]));
}

/** Each library of `packages/` with a link to its README. */
function librariesList(): string {
  const packages = path.join(projectRoot, 'packages');
  const names = readdirSync(packages).toSorted();
  const lines = names.map((name) => {
    const file = path.join(packages, name, 'package.json');
    const { description } = JSON.parse(readFileSync(file, 'utf8')) as { description: string };
    return `- [${name}](../packages/${name}/README.md): ${description}`;
  });
  return lines.join('\n');
}

/** The settings, from their schema. */
export function settingsList(): string {
  return list(Object.entries(settingSchemas).map(([name, schema]) => entryOf(name, schema, false)));
}

interface Described extends Bounded {
  default?: unknown;
}

/** The accepted values of a schema, in the words of a reference table. */
export function valuesOf(schema: TSchema): string {
  const { type, enum: values, const: only, anyOf, items, minimum, maximum }: Described = schema;
  const { values: inWords }: Described = schema;
  if (inWords !== undefined) return inWords;
  if (values) return values.map((value) => `\`${value}\``).join(', ');
  if (typeof only === 'string') return `\`${only}\``;
  if (anyOf) return anyOf.map(valuesOf).join(', or ');
  if (type === 'boolean') return bothBooleans;
  if (type === 'array' && items) {
    const each = valuesOf(items);
    return each === 'text' || each === belowIt ? 'list' : `list of: ${each}`;
  }
  if (type === 'object') return belowIt;
  if (minimum !== undefined && maximum === undefined) return `at least ${minimum}`;
  return minimum === undefined ? 'text' : `${minimum} to ${maximum}`;
}

export function defaultOf(schema: TSchema): string {
  const { default: value }: Described = schema;
  if (typeof value === 'string' && value !== '') return `\`${value}\``;
  if (Array.isArray(value)) return value.map((one) => `\`${String(one)}\``).join(', ');
  return typeof value === 'number' || typeof value === 'boolean' ? `\`${value}\`` : '';
}

/** The example installation of the guide. */
const place = defaultLocation({
  projectDir: '/opt/vestibule',
  node: '/usr/bin/node',
  hookPort: 8787,
  lobbyPort: 8788,
});

function tunnelFiles(): Record<string, string> {
  const { hookPort, hostname } = place;
  const port = `127.0.0.1:${hookPort}`;
  const ssh = `ssh -N -o ExitOnForwardFailure=yes -o ServerAliveInterval=5 -R ${port}:${port} tunnel@${hostname}`;
  return {
    cloudflared: fence('yaml', tunnelConfig(place, 'cloudflared')),
    funnel: fence('sh', commandsIn(openingSteps(place, 'tailscale', false))),
    'ngrok-policy': fence('yaml', tunnelConfig(place, 'ngrok')),
    ngrok: fence('sh', commandsIn(openingSteps(place, 'ngrok', false))),
    caddy: fence('caddyfile', tunnelConfig(place, 'caddy')),
    nginx: fence('nginx', tunnelConfig(place, 'nginx')),
    ssh: fence('sh', ssh),
  };
}

/** What follows the sentence. */
function commandsIn(text: string): string {
  return text.slice(text.indexOf('\n') + 1);
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

interface ThreatGroup {
  id: string;
  title: string;
  threats: { threat: string; control: string; tests: string[] }[];
}

/** The register of threats, from its data file. */
async function threatList(): Promise<string> {
  const text = await readFile(path.join(projectRoot, 'docs/threats.yaml'), 'utf8');
  const groups = (parse(text) as ThreatGroup[]).map(({ id, title, threats }) => {
    const entries = threats.map(({ threat, control, tests }, index) => {
      const files = tests.map((file) => `[${path.basename(file)}](../${file})`).join(', ');
      return `- **${id}-${index + 1}.** ${threat}<br>${control}<br>${files}.`;
    });
    return `## ${id}. ${title}\n\n${entries.join('\n')}`;
  });
  return groups.join('\n\n');
}

/** The generated parts of each document, by the names of their markers. */
const documents: Record<string, Record<string, string>> = {
  'docs/reference.md': {
    settings: settingsList(),
    reasons: reasonsList(),
    policy: policyList(),
    checks: checksLists(),
    notify: notifyList(),
  },
  'docs/architecture.md': {
    libraries: librariesList(),
    order: await foldersByLayer(),
    outcomes: outcomeList(),
  },
  'docs/desk-card.md': { card: cardInMarkdown() },
  'docs/tunnel.md': tunnelFiles(),
  'docs/standards.md': {
    nist: demandList('NIST SP 800-63B-4, 3.2.3'),
    templates: demandList('ISO/IEC 24745'),
    documents: demandList('NIST SP 800-63A-4'),
    presentation: demandList('ISO/IEC 30107-3'),
    injection: demandList('CEN/TS 18099'),
    variation: demandList('ISO/IEC 19795-10'),
    'cyber-resilience': demandList('EU Cyber Resilience Act'),
  },
  'docs/threats.md': { threats: await threatList() },
};

/** Writes the generated parts. With `--check`, fails if one is outdated. */
for (const [name, parts] of Object.entries(documents)) {
  const file = path.join(projectRoot, name);
  const before = await readFile(file, 'utf8');
  const filled = replaceGenerated(before, parts);
  const after = formatText(file, filled);

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
