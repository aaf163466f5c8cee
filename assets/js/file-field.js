// A document into a text field: <input type="file" data-file-into="<id>">, a file dropped on [data-drop-file], or
// what is pasted. The file is read here; the field then tells its text as if it had been typed. What is longer than
// data-most, or than a message to the server may be, stays out: [data-too-long="<id>"] says so.
(() => {
  const MOST_OF_A_MESSAGE = 950_000; // of 1,000,000 characters, as JSON
  const latest = new WeakMap(); // field -> the file it is to hold: reading another may take longer
  const setValue = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;

  function refusal(area, text, isWhole) {
    const most = Number(area.dataset.most);
    const [given, limit] = [text.length, most].map((number) => number.toLocaleString("en"));
    const are = isWhole ? given : `more than ${given}`;
    if (text.length > most) return `That is ${are} characters. At most ${limit} fit: import in several parts.`;
    if (JSON.stringify(text).length > MOST_OF_A_MESSAGE) return "That is too much for one go: import in several parts.";
    return "";
  }

  function takes(area, text, isWhole = true) {
    const sentence = refusal(area, text, isWhole);
    const line = document.querySelector(`[data-too-long="${CSS.escape(area.id)}"]`);
    if (line) {
      line.hidden = !sentence;
      line.lastElementChild.textContent = sentence;
    }
    return !sentence;
  }

  async function fill(area, file) {
    // Nobody waits until a film has been read: a character has four bytes at most.
    const part = file.slice(0, 4 * Number(area.dataset.most) + 4);
    latest.set(area, file);
    const text = await part.text();
    if (latest.get(area) !== file) return;
    area.focus({ preventScroll: true });
    if (!takes(area, text, part.size === file.size)) return;
    setValue.call(area, text);
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.scrollTop = 0;
  }

  document.addEventListener("beforeinput", (event) => {
    const area = event.target;
    if (!area.dataset?.most) return;
    if (event.data === null) return void takes(area, ""); // what is taken away leaves nothing to be refused
    const text = area.value.slice(0, area.selectionStart) + event.data + area.value.slice(area.selectionEnd);
    if (!takes(area, text)) event.preventDefault();
  });

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
