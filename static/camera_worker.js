// Reads the barcodes in pictures, beside the page so that nothing there waits for it. It is sent behind the library that
// it uses, as reader.js. The first message is the address of the library's other file, each further one a picture; each is
// answered by what is `seen`, or by what `failed`.
(() => {
  const FORMATS = ["Code128", "EANUPC", "Code39", "ITF", "QRCode", "DataMatrix", "PDF417"];
  // the text as a scanner types it; two lines that agree are too few for ITF, of which a part is a code as well
  const HOW = { formats: FORMATS, textMode: "Plain", minLineCount: 3 };

  async function seen(message) {
    if (typeof message === "string") {
      await ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => message }, fireImmediately: true });
      return [];
    }
    const found = await ZXingWASM.readBarcodes(message, HOW);
    return found.map(({ text, position }) => ({ text, corners: [position.topLeft, position.topRight, position.bottomRight, position.bottomLeft] }));
  }
  addEventListener("message", ({ data }) => {
    seen(data).then((found) => postMessage({ seen: found }), (error) => postMessage({ failed: String(error) }));
  });
})();
