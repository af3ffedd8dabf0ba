import { byId } from './dom.js';

/** @type {AudioContext | undefined} */
let audio;
/** Browsers allow sound only after somebody has touched the page. */
for (const gesture of ['pointerdown', 'keydown']) {
  addEventListener(
    gesture,
    () => {
      audio ??= new AudioContext();
    },
    { once: true },
  );
}

/**
 * Makes the sound of a message that rings a phone, if sound is on.
 *
 * @param {'message' | 'prompt'} what
 */
export function ring(what) {
  if (audio === undefined || !byId('sound', HTMLInputElement).checked) return;
  const start = audio.currentTime;
  const notes = what === 'message' ? [880, 1_320] : [660, 660, 660];
  for (const [i, frequency] of notes.entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.08, start + i * 0.12);
    volume.gain.exponentialRampToValueAtTime(0.001, start + i * 0.12 + 0.11);
    tone.connect(volume).connect(audio.destination);
    tone.start(start + i * 0.12);
    tone.stop(start + i * 0.12 + 0.12);
  }
}
