import { verifyRecord } from '../../server/audit/verify.ts';
import type { Config } from '../../server/config/config.ts';
import type { Db } from '../../server/store/schema.ts';
import { failing, ok, type Finding } from './finding.ts';

/** Was anything taken out of the record of what was done, or changed in it? */
export async function examineAudit(config: Config, db: Db): Promise<Finding[]> {
  const { events, faults } = await verifyRecord({ ...config, db });
  const about = 'Audit record';
  if (faults.length === 0)
    return [ok('audit', about, `${events} events, none altered or missing.`)];
  const found = `${faults.length} faults in ${events} events.`;
  return [failing('audit', about, found, 'npm run audit -- verify tells which.')];
}
