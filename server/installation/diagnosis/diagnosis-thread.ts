import { parentPort, workerData } from 'node:worker_threads';
import { diagnoseInService } from './diagnose.ts';
import type { ServiceToExamine } from './examine-service.ts';
import type { Finding } from './finding.ts';

// Hashing the models and reading the whole database takes seconds of processor time.

const { config, secrets } = workerData as ServiceToExamine;
const findings: Finding[] = [];
for await (const finding of diagnoseInService(config, secrets)) findings.push(finding);
parentPort?.postMessage(findings);
