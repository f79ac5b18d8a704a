#!/usr/bin/env node
import { codeAtFault, commandLine } from './command-tree.ts';
import { runProgram } from './terminal/program.ts';

const [asked] = process.argv.slice(2);
await runProgram(() => commandLine(asked), codeAtFault(asked));
