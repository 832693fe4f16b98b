// A phone's camera as a scanner, where the browser itself reads barcodes, as Chrome on Android does. What it
// sees is told to the page as a scan of a scanner would be.
(() => {
  const AGAIN = 2500; // milliseconds after which the same code counts again
  const OFTEN = 120; // milliseconds between two looks
  const button = document.getElementById("camera");
  if (!button || !("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
  button.hidden = false;
  const view = document.getElementById("camera-view");
  const video = view.querySelector("video");
  let detector = null;
  let last = { text: "", at: 0 };

  async function open() {
    try {
      detector ??= new BarcodeDetector();
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      return document.dispatchEvent(new CustomEvent("problem", { detail: { value: gettext("The camera cannot be used. Allow it in the browser's settings.") } }));
    }
    view.hidden = false;
    button.setAttribute("aria-expanded", "true");
    await video.play();
    look();
  }
  function close() {
    video.srcObject?.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
    view.hidden = true;
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }
  async function look() {
    if (view.hidden) return;
    const seen = await detector.detect(video).catch(() => []);
    for (const { rawValue } of seen) take(rawValue.trim());
    setTimeout(look, OFTEN);
  }
  function take(text) {
    const now = performance.now();
    if (!text || (text === last.text && now - last.at < AGAIN)) return void (text && (last.at = now));
    last = { text, at: now };
    navigator.vibrate?.(60);
    window.scan([text]);
  }
  button.addEventListener("click", () => (view.hidden ? open() : close()));
  document.getElementById("camera-close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !view.hidden) close(); });
})();
