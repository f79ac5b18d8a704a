import path from 'node:path';
import type { Db } from '#server/store/schema.ts';
import { requestRotation, rotateTemplateKey, type Rotation } from '#server/templates/rotation.ts';

/** Does what `vestibule keys rotate` and the next start do. */
export async function rotate(
  db: Db,
  templateKeyFile: string,
  { revoke }: { revoke: boolean },
): Promise<Rotation> {
  await requestRotation(db, templateKeyFile, { revoke, actor: 'command:test' });
  const auditSealFile = path.join(path.dirname(templateKeyFile), 'audit.seal');
  const rotation = await rotateTemplateKey(db, { templateKeyFile, auditSealFile });
  if (!rotation) throw new Error('No key waits.');
  return rotation;
}
