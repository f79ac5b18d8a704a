import { parentPort, workerData } from 'node:worker_threads';
import { RowSearch, type NearRows, type RowQuestion } from './best-rows.ts';
import type { SharedMemory } from './dot-products.ts';
import { MatrixLayout } from './template-matrix.ts';

export interface SearchThreadData {
  memory: SharedMemory;
  dimension: number;
  /** From 1. */
  thread: number;
}

export interface SearchRequest {
  id: number;
  question: RowQuestion;
}

export type SearchResponse = { id: number; near: NearRows } | { id: number; fault: string };

const port = parentPort;
if (!port) throw new Error('This module runs as a worker thread.');

const { memory, dimension, thread } = workerData as SearchThreadData;
const search = new RowSearch(memory, new MatrixLayout(dimension), thread);

port.on('message', ({ id, question }: SearchRequest) => {
  try {
    const steps = search.rowsNearest(question);
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    port.postMessage({ id, near: step.value } satisfies SearchResponse);
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    port.postMessage({ id, fault } satisfies SearchResponse);
  }
});
