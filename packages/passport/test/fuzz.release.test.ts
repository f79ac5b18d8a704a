import t from 'tap';
import { fuzzAll } from './fuzz.ts';

t.setTimeout(0);
fuzzAll(10_000);
