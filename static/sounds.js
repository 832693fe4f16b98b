// window.sounds.play(name): the result of a scan as a sound. Each has its own pitch and rhythm, so that packers know
// them without looking; errors are lower than successes.
// Silent where a browser has no sound or does not allow it yet; nothing fails because of that.
(() => {
  // [hertz, starts at, lasts] in milliseconds; a fourth word is the wave's shape
  const TUNES = {
    good: [[1320, 0, 70]], // one short high beep
    done: [[784, 0, 90], [1047, 110, 90], [1568, 220, 220]], // three, rising
    warn: [[880, 0, 90], [880, 170, 90]], // two alike
    twice: [[988, 0, 60], [988, 90, 60], [988, 180, 60]], // three alike, fast
    printer: [[523, 0, 150, "square"], [523, 210, 150, "square"], [262, 420, 420, "square"]], // two alike, then a long lower one
    wrong: [[196, 0, 550, "sawtooth"]], // one long low buzz
    box: [[247, 0, 120, "sawtooth"], [165, 150, 480, "sawtooth"]], // a short one, then a long lower one
    many: [[440, 0, 140, "square"], [330, 170, 140, "square"], [247, 340, 260, "square"]], // three, falling
    other: [[247, 0, 180, "square"], [494, 220, 180, "square"], [247, 440, 180, "square"]], // low, high, low
    unknown: [[147, 0, 140, "sawtooth"], [147, 220, 140, "sawtooth"], [147, 440, 140, "sawtooth"], [147, 660, 140, "sawtooth"]], // four low ones
  };
  const SOFT = 0.25;
  let context = null;

  function ready() {
    const Audio = window.AudioContext ?? window.webkitAudioContext;
    context ??= Audio ? new Audio() : null;
    if (context?.state === "suspended") context.resume().catch(() => {});
    return context;
  }

  function tone([hertz, start, length, shape = "sine"]) {
    const from = context.currentTime + start / 1000;
    const until = from + length / 1000;
    const voice = context.createOscillator();
    const loudness = context.createGain();
    voice.type = shape;
    voice.frequency.value = hertz;
    loudness.gain.setValueAtTime(0, from);
    loudness.gain.linearRampToValueAtTime(SOFT, from + 0.008); // without a click
    loudness.gain.setValueAtTime(SOFT, until - 0.012);
    loudness.gain.linearRampToValueAtTime(0, until);
    voice.connect(loudness).connect(context.destination);
    voice.start(from);
    voice.stop(until);
  }

  function play(name) {
    try {
      if (TUNES[name] && ready()) TUNES[name].forEach(tone);
    } catch {} // no sound device: the screen says it too
  }

  // browsers allow sound only after the person has used the page; to open it takes longer than a click may: it comes
  // after the click is over and painted
  const soon = () => setTimeout(() => { try { ready(); } catch {} }, 400);
  for (const first of ["keydown", "pointerdown"]) document.addEventListener(first, soon, { capture: true, once: true });
  window.sounds = { play, names: Object.keys(TUNES) };
})();
