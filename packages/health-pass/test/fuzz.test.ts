import { fuzzPasses } from './fuzz.ts';

fuzzPasses(75);
