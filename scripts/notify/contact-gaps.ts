import { addressesIn } from '../../server/envoy/setup/form.ts';
import type { NotifyFile } from '../../server/notify/notify-schema.ts';
import { whomOf } from '../../server/notify/people-destination.ts';
import type { Db } from '../../server/store/schema.ts';
import { listInstalls } from '../../server/store/tables/envoy-installs.ts';
import { printable } from '../../server/platform/printable.ts';

/** Channels that tell the contact of the set-up in Envoy. */
export function channelsToContact({ channels }: NotifyFile): string[] {
  return channels.flatMap((entry) => (whomOf(entry) === 'contact' ? [entry.name] : []));
}

/** Where a channel would tell the contact and there is none: a sentence for each. */
export async function contactGaps(file: NotifyFile, db: Db): Promise<string[]> {
  const channels = channelsToContact(file);
  if (channels.length === 0) return [];
  const installs = await listInstalls(db);
  const without = installs.filter(({ contact }) => addressesIn(contact).length === 0);
  return channels.flatMap((name) =>
    without.length === installs.length
      ? [`"${name}" tells nobody: no set-up in Envoy has named a contact.`]
      : without.map(
          ({ location_name, install_id }) =>
            printable`"${name}" tells nobody of sign-ins at ${location_name ?? `install ${install_id}`}: its set-up in Envoy names no contact.`,
        ),
  );
}
