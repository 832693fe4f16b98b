// window.printPdf(address): the browser's print dialog for a PDF, or silent printing where the browser does that.
window.printPdf = (address) => {
  document.querySelector(".print-frame")?.remove();
  const frame = document.createElement("iframe");
  frame.className = "print-frame";
  frame.title = gettext("Labels to print");
  frame.tabIndex = -1;
  frame.addEventListener("load", () => {
    frame.contentWindow.focus();
    frame.contentWindow.print();
  });
  frame.src = address;
  document.body.append(frame);
};
