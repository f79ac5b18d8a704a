import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import type { Alongside } from '../sign-in/ledger.ts';
import type { Db } from '../store/schema.ts';
import { systemClock, type Clock } from './clock.ts';
import { ContentsCipher } from './contents-cipher.ts';
import { createDestinations } from './create-destinations.ts';
import { Delivery, type DeliveryParts } from './delivery.ts';
import type { Destination } from './destination.ts';
import type { Contents } from './notice.ts';
import { loadNotifyFile } from './notify-file.ts';
import { Outbox } from './outbox.ts';
import type { Contacts } from './people-destination.ts';

interface Parts {
  config: Pick<Config, 'templateKeyFile' | 'notifyFile'>;
  secrets: Pick<Secrets, 'notify'>;
  db: Db;
  log: Logger;
  clock?: Clock;
  /** Where else messages go than to the operator's channels. */
  destinations?: readonly Destination[];
  contacts?: Contacts;
  onEnd?: DeliveryParts['onEnd'];
}

/** Telling people, and whoever else wants to know what was decided. */
export interface Notifications {
  /** To be written with every verdict. */
  alongside: Alongside;
  /** To be called when a sign-in was answered. */
  onDecided: () => void;
  alerts: Alerts;
  /** The names of the channels, for the metrics. */
  channels: readonly string[];
  /** Resolves when all that was due has been tried. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Telling whoever looks after the lobby screens. */
export interface Alerts {
  /** Minutes of trouble before somebody is told; null when nobody is. */
  kioskGoneMinutes: number | null;
  /**
   * @param about the same for the same happening, which is told once
   * @param subject the kiosk's id
   */
  tell(contents: Contents, about: string, subject: string): Promise<void>;
}

const hourMs = 60 * 60_000;
const giveUpAfterHours = 12;

/** Takes up what waits in the outbox. @throws {ConfigError, StoreError} */
export async function startNotify(parts: Parts): Promise<Notifications> {
  const { config, secrets, db, log, clock = systemClock, contacts = async () => [] } = parts;
  const cipher = new ContentsCipher(config.templateKeyFile);
  await cipher.readKeys();
  const file = await loadNotifyFile(config.notifyFile);
  const people = file ? createDestinations({ file, secrets: secrets.notify, clock, contacts }) : [];
  if (!file) log.warn('nobody is told of reviews: there is no notify.yaml in the data folder');
  const destinations = [...people, ...(parts.destinations ?? [])];
  const giveUpAfterMs = (file?.giveUpAfterHours ?? giveUpAfterHours) * hourMs;
  const outbox = new Outbox({ cipher, clock, log, destinations, giveUpAfterMs });
  const { onEnd } = parts;
  const delivery = new Delivery({
    ...{ db, cipher, clock, log, destinations },
    ...(onEnd && { onEnd }),
  });
  await delivery.start();

  const alerted = people.filter(({ name }) => file?.alerts?.to.includes(name));
  const alerts: Alerts = {
    kioskGoneMinutes: alerted.length > 0 ? (file?.alerts?.kioskGoneMinutes ?? null) : null,
    async tell(contents, about, subject) {
      await db.transaction().execute(async (transaction) => {
        for (const destination of alerted) {
          const planned = await destination.alert(transaction, contents);
          if (!planned) continue;
          await outbox.put(transaction, destination.name, planned, { about, subject });
        }
      });
      delivery.wake();
    },
  };
  return {
    alongside: outbox.alongside,
    onDecided: () => delivery.wake(),
    alerts,
    channels: destinations.map(({ name }) => name),
    settled: () => delivery.settled(),
    stop: () => delivery.stop(),
  };
}
