import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { recordEvent } from '#server/audit/record.ts';
import {
  makeCertificate,
  pinOf,
  type MadeCertificate,
} from '#server/installation/server-certificate.ts';
import { replaceFile } from '#base/files';
import { commandActor } from '#server/installation/command-actor.ts';
import { withInstallation, type OpenInstallation } from '../../terminal/with-installation.ts';
import { RefusalError, type CommandResult } from '../../terminal/answer.ts';
import { createProgram } from '../../terminal/program.ts';
import { dateOf, wrapText } from '../../terminal/text.ts';

interface Options {
  host: string[];
  days: number;
  replace?: boolean;
}

const help = `
For a lobby screen on another machine than the service. Makes a certificate for
the names and addresses under which that machine reaches this one, and says
what to set here and what to trust there. Nobody can make further certificates
that the screen would trust: the key for that is not kept.

Examples:
  vestibule kiosk certificate --host lobby.example
  vestibule kiosk certificate --host 192.0.2.10 --host lobby.example --replace`;

export const certificateCommand = createProgram('certificate')
  .about('make a TLS certificate for a lobby screen on another machine')
  .requiredOption('--host <name>', 'a name or address of this machine; may be repeated', hosts)
  .option('--days <number>', 'how long it is valid', days, 825)
  .option('--replace', 'replace the one that was made before')
  .addHelpText('after', help)
  .answers((options: Options) => withInstallation((installation) => make(installation, options)));

async function make({ store, config }: OpenInstallation, options: Options): Promise<CommandResult> {
  const folder = path.join(config.dataDir, 'tls');
  const files = {
    authority: path.join(folder, 'authority.pem'),
    certificate: path.join(folder, 'lobby.pem'),
    key: path.join(folder, 'lobby.key'),
    policy: path.join(folder, 'chromium-policy.json'),
  };
  if (existsSync(files.key) && !options.replace) {
    throw new RefusalError(
      'certificate_exists',
      `There is a certificate in ${folder} already, which screens may trust. Say --replace to make another; they have to trust that one then.`,
    );
  }
  const made = await makeCertificate(options.host, options.days, {
    authorityName: 'Vestibule',
    serverName: 'Vestibule lobby',
  });
  const origins = options.host.map((host) => {
    return `https://${isIPv6(host) ? `[${host}]` : host}:${config.lobby.port}`;
  });
  const pin = pinOf(made);
  const policy = chromiumPolicy(made, origins);
  await write(files, made, policy);
  await recordEvent(store.db, {
    action: 'tls_certificate_made',
    actor: commandActor(),
    details: { expiresAt: made.expiresAt.toISOString(), pin },
  });
  const text = textOf({ files, origins, pin, expiresAt: made.expiresAt });
  return { ok: true, text, json: { ...files, origins, pin, expiresAt: made.expiresAt } };
}

type Files = Record<'authority' | 'certificate' | 'key' | 'policy', string>;

async function write(files: Files, made: MadeCertificate, policy: object): Promise<void> {
  await mkdir(path.dirname(files.key), { recursive: true, mode: 0o700 });
  await replaceFile(files.key, made.key);
  await writeFile(files.certificate, made.certificate);
  await writeFile(files.authority, made.authority);
  await writeFile(files.policy, `${JSON.stringify(policy, null, 2)}\n`);
}

function textOf(made: {
  files: Files;
  origins: readonly string[];
  pin: string;
  expiresAt: Date;
}): string {
  const { files, origins, pin, expiresAt } = made;
  return [
    `The certificate is valid until ${dateOf(expiresAt)}. Set here, and restart:`,
    '',
    `VESTIBULE_LOBBY_TLS_CERTIFICATE=${files.certificate}`,
    `VESTIBULE_LOBBY_TLS_KEY=${files.key}`,
    'VESTIBULE_LOBBY_HOST=0.0.0.0',
    `VESTIBULE_LOBBY_ORIGINS=${origins.join(',')}`,
    '',
    wrapText(
      `On the screen's machine, copy ${files.policy} into /etc/chromium/policies/managed/ ` +
        `(it holds nothing secret) and open ${origins[0] ?? ''}/. With an older Chromium, which does ` +
        'not know the policy CACertificates, let its user trust the authority instead:',
    ),
    '',
    `certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n vestibule -i authority.pem`,
    '',
    `SHA-256 of the public key, to pin or to compare:\n${pin}`,
  ].join('\n');
}

function hosts(value: string, before: readonly string[] = []): string[] {
  if (!/^[A-Za-z0-9.:-]{1,253}$/.test(value)) {
    throw new InvalidArgumentError('Give a name or an address without a scheme and a port.');
  }
  return [...before, value];
}

function days(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 3650) {
    throw new InvalidArgumentError('Give a whole number of days from 1 to 3650.');
  }
  return number;
}

/** A managed policy that makes Chromium trust the authority and give the page the camera. */
function chromiumPolicy({ authority }: MadeCertificate, origins: readonly string[]): object {
  const certificate = new X509Certificate(authority).raw.toString('base64');
  return { CACertificates: [certificate], VideoCaptureAllowedUrls: origins };
}
