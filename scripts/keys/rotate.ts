import type { Command } from 'commander';
import { recordEvent } from '../../server/audit/record.ts';
import { handOverSeal } from '../../server/audit/seal.ts';
import { ContentsCipher } from '../../server/notify/contents-cipher.ts';
import { rotateTemplateKey, type RotateOptions } from '../../server/store/template-keys/rotate.ts';
import { commandActor } from '../cli/actor.ts';
import type { Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { wrapped } from '../cli/text.ts';
import { withInstallation, type Installation } from '../cli/with-installation.ts';

interface Options extends OutputOptions {
  revoke?: boolean;
}

const help = `
Use "rotate" as a matter of routine, or when a copy of the key file may have got
into other hands. Use "rotate --revoke" when templates may have leaked, even in
the clear: what leaked matches nothing here afterwards, and nobody needs new
photos. It does not help people elsewhere, where the same recogniser is used
without a transform.

What the old key sealed of the audit record counts no more: it is sealed anew,
unless there is a fault in it, which "audit verify" then tells.

The service may run; it takes up the new key with the next sign-in. Copies of
the database from before need the key from before: keep that as long as you
keep them, or let it go so that nobody can read them.

Examples:
  npm run keys -- rotate
  npm run keys -- rotate --revoke`;

/** `keys rotate` */
export function addRotateCommand(program: Command): void {
  program
    .command('rotate')
    .summary('put all stored templates under a new key')
    .description('Put all stored templates under a new key, while the service runs or not.')
    .option('--revoke', 'a new transform too, so that templates which leaked match no more')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: Options) => answer(options, () => withInstallation(rotate(options))));
}

function rotate({ revoke = false }: Options): (installation: Installation) => Promise<Answer> {
  return async ({ store, config }) => {
    const keyFile = config.templateKeyFile;
    const alongside = onRecord(config.auditSealFile);
    const waiting = new ContentsCipher(keyFile);
    await waiting.readKeys();
    const rotation = await rotateTemplateKey(store.db, keyFile, {
      ...{ revoke, alongside },
      actor: commandActor(),
    });
    // Messages that wait are under a key that is derived from this one.
    await waiting.readKeys();
    await waiting.renew(store.db);
    const isScrubbed = await store.scrub();
    const { version, templates, revoked } = rotation;
    const sentences = [
      `${templates === 1 ? '1 template is' : `${templates} templates are`} under a new key` +
        `${revoked ? ' and a new transform' : ''} (version ${version}). ` +
        `Copy ${keyFile} to where you keep its backup. ` +
        'Backups of the database from before need the key from before.',
      ...(isScrubbed ? [] : ['The old ciphertexts leave the disk with the next checkpoint.']),
    ];
    const text = sentences.map((sentence) => wrapped(sentence)).join('\n');
    return { ok: true, text, json: { ...rotation, keyFile, scrubbed: isScrubbed } };
  };
}

/** What was sealed with the old key, which may have leaked, counts no more once this is on record. */
function onRecord(auditSealFile: string): NonNullable<RotateOptions['alongside']> {
  return async (transaction, { version, templates, revoked }, sealing) => {
    const action = revoked ? 'templates_rekeyed' : 'template_keys_rotated';
    await handOverSeal(transaction, auditSealFile, sealing, async (fault) => {
      const details = { version, templates, ...(fault && { sealFault: fault }) };
      await recordEvent(transaction, { action, actor: commandActor(), details });
    });
  };
}
