/** Whether this is the package, in which the code is JavaScript (`deploy/npm/build.ts`). It has no `npm run`. */
const IS_PACKAGE = import.meta.url.endsWith('.js');

/**
 * Returns a text with the operator's commands as they are typed here. Texts write them as in the project's folder: `npm run backup -- FILE` is
 * `tillbot backup FILE` in the package.
 */
export const asTyped = (text: string, isPackage = IS_PACKAGE): string =>
  isPackage
    ? text
        .replace(/\bnpm run ([a-z-]+)(?: --)?/g, (_, command: string) => `tillbot ${command}`)
        .replace(/\bnpm start\b/g, 'tillbot')
    : text;
