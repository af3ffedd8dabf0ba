import fc from 'fast-check';

// The same cases in every run, so that a mutant is killed always or never.
fc.configureGlobal({ seed: 1 });
