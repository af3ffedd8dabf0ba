import { fileURLToPath } from 'node:url';
import { GlobalFonts } from '@napi-rs/canvas';

/** The fonts come with the program: a server has none. The second draws emoji and signs that the first lacks, in one colour. */
export const FAMILY = '"Tillbot Sans", "Tillbot Emoji"';
const FONTS = [
  ['@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf', 'Tillbot Sans'],
  ['@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf', 'Tillbot Sans'],
  ['@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf', 'Tillbot Emoji'],
] as const;

/** Makes the fonts known to the canvas of this thread. */
export function registerFonts(): void {
  for (const [file, family] of FONTS)
    GlobalFonts.registerFromPath(fileURLToPath(import.meta.resolve(file)), family);
}
