import { readKeyFile } from '../../server/store/template-keys/key-file.ts';
import { isSameKeys } from '../../server/store/template-keys/template-key.ts';
import type { Db } from '../../server/store/schema.ts';
import { StoreError } from '../../server/store/store-error.ts';
import { templateKeyChecks } from '../../server/store/tables/template-keys.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

const about = 'Template key';

/** Is the key there, readable by its owner only, and the one that the templates are under? */
export async function examineTemplateKey(file: string, db: Db | null): Promise<Finding[]> {
  try {
    const keys = await readKeyFile(file);
    const checks = db ? await templateKeyChecks(db) : [];
    if (!keys) return [missing(file, checks.length > 0)];
    if (checks.length > 0 && !isSameKeys(keys, checks)) {
      return [
        failing(
          'template_key',
          about,
          'It is not the key that the stored templates are under.',
          `Put the right key back from your backup to ${file}. Nothing is lost while you have it.`,
        ),
      ];
    }
    return [ok('template_key', about, 'It is the right one, readable by its owner only.')];
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [failing('template_key', about, error.message, 'Then start the service again.')];
  }
}

function missing(file: string, isNeeded: boolean): Finding {
  if (!isNeeded) {
    return warning('template_key', about, 'There is none yet.', 'The first start makes it.');
  }
  const todo = `Put it back from your backup to ${file}, mode 0600.`;
  return failing('template_key', about, 'It is missing, and templates are under it.', todo);
}
