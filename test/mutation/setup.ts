import { existsSync } from 'node:fs';
import fc from 'fast-check';

// The same cases in every run, so that a mutant is killed always or never.
fc.configureGlobal({ seed: 1 });

// No test here cuts the machine's power, so a store in memory loses nothing, and a commit does not wait for a disk.
if (existsSync('/dev/shm')) process.env['TMPDIR'] = '/dev/shm';
