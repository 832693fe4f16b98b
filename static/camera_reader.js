// Whoever reads barcodes here, the browser itself, as Chrome on Android does, or a library that comes when it is asked
// for, the rest of the page sees one thing: read(canvas) tells each barcode in it as { text, corners }.
// window.barcodeReader({ reader, wasm }): a promise of it. The words are the addresses of the library's two files.
(() => {
  async function own() {
    const detector = new BarcodeDetector();
    if (!(await BarcodeDetector.getSupportedFormats()).includes("code_128")) throw new TypeError("no Code 128");
    await detector.detect(document.createElement("canvas")); // a phone without the service that reads says so here
    return async (canvas) => {
      const seen = await detector.detect(canvas).catch(() => []);
      return seen.map(({ rawValue, cornerPoints }) => ({ text: rawValue, corners: cornerPoints }));
    };
  }

  async function library({ reader, wasm }) {
    const worker = new Worker(reader);
    const asked = []; // it answers in turn
    const ask = (message) => new Promise((seen, failed) => {
      asked.push({ seen, failed });
      worker.postMessage(message);
    });
    worker.onmessage = ({ data: { seen, failed } }) => (seen ? asked.shift().seen(seen) : asked.shift().failed(new Error(failed)));
    worker.onerror = (event) => {
      event.preventDefault();
      for (const each of asked.splice(0)) each.failed(new Error("not started"));
    };
    const read = ({ width, height }, context) => ask(context.getImageData(0, 0, width, height));
    await ask(new URL(wasm, location).href).catch((error) => {
      worker.terminate();
      throw error;
    });
    return (canvas) => read(canvas, canvas.getContext("2d"));
  }

  window.barcodeReader = async (addresses) => ({ read: await own().catch(() => library(addresses)) });
})();
