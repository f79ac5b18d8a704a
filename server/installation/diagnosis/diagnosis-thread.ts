import { parentPort, workerData } from 'node:worker_threads';
import { diagnoseInService } from './diagnose.ts';
import type { ServiceToExamine } from './examine-service.ts';
import type { Finding } from './finding.ts';

// To hash the models and to read the whole database takes seconds of a processor.

const { config, secrets } = workerData as ServiceToExamine;
const findings: Finding[] = [];
for await (const finding of diagnoseInService(config, secrets)) findings.push(finding);
parentPort?.postMessage(findings);
