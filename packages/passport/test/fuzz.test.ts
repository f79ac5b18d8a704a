import { fuzzAll } from './fuzz.ts';

fuzzAll(200);
