import { reasons } from '../../server/sign-in/reasons.ts';
import { markdownTable } from './replace-generated.ts';

/** The README's table of reasons, from their one definition. */
export function reasonsTable(): string {
  const rows = Object.entries(reasons).map(([reason, { verdict, frontDesk }]) => [
    `\`${reason}\``,
    verdict === 'approved' ? '200' : '412',
    frontDesk,
  ]);
  return markdownTable(['reason', 'answer', 'what the front desk reads'], rows);
}
