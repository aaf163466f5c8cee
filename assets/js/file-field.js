// A file into a text field: <input type="file" data-file-into="<id>">, and a file dropped on [data-drop-file].
// The file is read here; the field then tells its text as if it had been pasted.
(() => {
  const setValue = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;

  async function fill(area, file) {
    const text = await file.text();
    // One character more than is allowed stays, so that the server says that it is too long.
    setValue.call(area, area.maxLength > 0 ? text.slice(0, area.maxLength) : text);
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus({ preventScroll: true });
    area.scrollTop = 0;
  }

  document.addEventListener("change", (event) => {
    const id = event.target.dataset?.fileInto;
    const area = id && document.getElementById(id);
    const [file] = event.target.files || [];
    if (!area || !file) return;
    event.target.value = ""; // so that the same file can be chosen again
    fill(area, file);
  });

  const dropped = (event) => event.target.closest?.("[data-drop-file]");
  const holdsFile = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!dropped(event) || !holdsFile(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  document.addEventListener("drop", (event) => {
    const area = dropped(event);
    if (!area || !holdsFile(event)) return;
    event.preventDefault();
    fill(area, event.dataTransfer.files[0]);
  });
})();
