// A phone's camera as a scanner. Of what is in the picture, the barcode nearest to its middle is told to the page as a scan
// of a scanner would be. Who reads it, and when that comes, is camera_reader.js.
(() => {
  const AGAIN = 2500; // milliseconds out of the picture after which the same code counts again
  const OFTEN = 120; // milliseconds between two looks
  const SHARP = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
  const button = document.getElementById("camera");
  if (!button || !navigator.mediaDevices?.getUserMedia) return;
  button.hidden = false;
  const view = document.getElementById("camera-view");
  const video = view.querySelector("video");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const lately = new Map(); // text to when it was seen last
  let reader = null;
  let before = ""; // what the look before this one saw: two must agree, as a code that is half in the picture may be another
  let turn = 0; // what comes for an earlier one is dropped: it was closed meanwhile

  const problems = {
    NotAllowedError: () => gettext("The camera is not allowed on this page. Allow it in the browser's settings, then press the button again."),
    NotFoundError: () => gettext("No camera was found. Connect one and press the button again, or use a scanner."),
    NotReadableError: () => gettext("The camera does not answer. Close other programs that use it, then press the button again."),
    Ended: () => gettext("The camera went away. Connect it again, then press the button."),
    NoReader: () => gettext("The program that reads barcodes could not be loaded. Check the connection and press the button again, or use a scanner."),
  };
  const say = (sentence) => { document.getElementById("camera-state").textContent = sentence; };
  const stop = (stream) => stream?.getTracks().forEach((track) => track.stop());

  async function open() {
    const mine = ++turn;
    view.hidden = false;
    button.setAttribute("aria-expanded", "true");
    try {
      say(gettext("Opening the camera…"));
      const stream = await navigator.mediaDevices.getUserMedia({ video: SHARP });
      if (mine !== turn) return stop(stream);
      video.srcObject = stream;
      stream.getVideoTracks()[0].addEventListener("ended", () => mine === turn && giveUp("Ended"));
      await video.play();
      say(gettext("Getting ready to read barcodes…"));
      reader ??= window.barcodeReader(button.dataset);
      await reader.catch(without);
      if (mine !== turn) return;
      say(gettext("Point the line at the barcode."));
      look(mine);
    } catch ({ name }) {
      if (mine === turn) giveUp(name);
    }
  }
  function without() {
    reader = null; // the next press tries again
    throw new DOMException("", "NoReader");
  }
  function giveUp(why) {
    close();
    const value = (problems[why] ?? problems.NotReadableError)();
    document.dispatchEvent(new CustomEvent("problem", { detail: { value } }));
  }
  function close() {
    turn += 1;
    stop(video.srcObject);
    video.srcObject = null;
    view.hidden = true;
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }

  async function look(mine) {
    if (mine !== turn) return;
    const seen = drawn() ? await reader.then(({ read }) => read(canvas)).catch(() => null) : [];
    if (mine !== turn) return;
    if (!seen) {
      reader = null;
      return giveUp("NoReader");
    }
    take(seen);
    setTimeout(look, OFTEN, mine);
  }
  // the part of the picture that is on screen
  function drawn() {
    const { videoWidth, videoHeight, clientWidth, clientHeight } = video;
    const scale = Math.min(videoWidth / clientWidth, videoHeight / clientHeight);
    [canvas.width, canvas.height] = [clientWidth * scale, clientHeight * scale];
    if (!canvas.width || !canvas.height) return false;
    context.drawImage(video, (canvas.width - videoWidth) / 2, (canvas.height - videoHeight) / 2);
    return true;
  }
  function take(seen) {
    const now = performance.now();
    for (const [text, at] of lately) if (now - at > AGAIN) lately.delete(text);
    for (const { text } of seen) if (lately.has(text)) lately.set(text, now);
    const [nearest] = seen.filter(({ text }) => text.trim()).sort((one, other) => away(one) - away(other));
    const isSure = nearest?.text === before;
    before = nearest?.text;
    if (!nearest || !isSure || lately.has(nearest.text)) return;
    lately.set(nearest.text, now);
    navigator.vibrate?.(60);
    window.scan([nearest.text.trim()]);
  }
  function away({ corners }) {
    const mean = (axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length;
    return Math.hypot(mean("x") - canvas.width / 2, mean("y") - canvas.height / 2);
  }

  button.addEventListener("click", () => (view.hidden ? open() : close()));
  document.getElementById("camera-close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !view.hidden) close(); });
})();
