import { fuzzAll } from './fuzz.ts';

fuzzAll(20_000);
