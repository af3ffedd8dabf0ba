import { asTyped } from './as-typed.ts';
import { runCommand } from './run-command.ts';
import { newSecretKey } from '../security/keyring.ts';

/** `npm run keygen`: prints a new key, in lines that may be copied into `.env` as they are. It writes no file. */
await runCommand(() => {
  const lines = [
    '# Put the last line into .env. If a SECRET_KEY is there already, put the old key behind the new one, with a comma',
    '# between (SECRET_KEY=new,old), stop the bot, and seal everything anew: npm run rotate-key',
    '#',
    '# Keep a copy of the key in a safe place, apart from the backups of the database: whoever has both can charge in the',
    '# name of every connected shop. If the key is lost, nothing opens what was sealed under it: the owners of the shops',
    '# must connect them again, and numbers that were erased are not recognised any more.',
    `SECRET_KEY=${newSecretKey()}`,
  ].join('\n');
  console.log(asTyped(lines));
  return 0;
});
