// The sound of a new message: two soft notes, made here, so that no file has to be fetched and no
// Content-Security-Policy asked.

let audio: AudioContext | undefined;

export function chime(): void {
  try {
    audio ??= new AudioContext();
    // Browsers are silent until somebody has touched the page.
    audio.resume().catch(() => undefined);
    play(audio, audio.currentTime);
  } catch {
    // Without sound the badge tells it.
  }
}

function play(context: AudioContext, start: number): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.setValueAtTime(660, start);
  tone.frequency.setValueAtTime(880, start + 0.12);
  volume.gain.setValueAtTime(0.15, start);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.5);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + 0.5);
}
