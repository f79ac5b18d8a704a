import { sealRecord } from '#server/audit/sealing.ts';
import { loadConfig } from '#server/config/config.ts';
import { openStore } from '#server/store/store.ts';
import { rotateTemplateKey } from '#server/templates/rotation.ts';

// Does what the start of the service does with a pending key, in a process that can be killed.
const config = loadConfig(process.env);
const store = await openStore(config);
await rotateTemplateKey(store.db, config);
await sealRecord({ ...config, db: store.db });
await store.close();
