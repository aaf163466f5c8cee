// What holds much is one Tab stop: all in it are tabindex="-1" but one.
// In a table with role="grid" the arrow keys, Home and End (with Ctrl: of the whole table) move between the cells. What
// is focused is the link or button of a cell, else the cell.
// In a list of rows J and K or the arrow keys move (keys.js); rows that hold controls are a Tab stop each.
(() => {
  const GRID = 'table[role="grid"]';
  const LIST = "tbody[data-rows]";
  const stops = new WeakMap(); // grid or list -> its Tab stop

  const cellsOf = (row) => [...row.cells].filter((cell) => cell.checkVisibility());
  const widgetOf = (cell) => cell.querySelector("a, button") || cell;

  function setStop(grid, element) {
    const before = stops.get(grid);
    if (before === element) return;
    if (before) before.tabIndex = -1;
    element.tabIndex = 0;
    stops.set(grid, element);
  }

  // The stop may have been taken away with its row: the first row has it then.
  function keepStop(grid) {
    const stop = stops.get(grid);
    if (stop?.tabIndex === 0 && grid.contains(stop)) return;
    const row = grid.tBodies[0]?.rows[0] || grid.rows[0];
    if (row) setStop(grid, widgetOf(cellsOf(row)[0]));
  }

  function target(grid, cell, event) {
    const rows = [...grid.rows];
    const whole = event.ctrlKey || event.metaKey;
    const [row, column] = [rows.indexOf(cell.parentElement), cellsOf(cell.parentElement).indexOf(cell)];
    const at = (y, x) => rows[y] && cellsOf(rows[y]).at(x);
    switch (event.key) {
      case "ArrowLeft": return column > 0 && at(row, column - 1);
      case "ArrowRight": return at(row, column + 1);
      case "ArrowUp": return row > 0 && at(row - 1, column);
      case "ArrowDown": return at(row + 1, column);
      case "Home": return at(whole ? 0 : row, 0);
      case "End": return at(whole ? rows.length - 1 : row, -1);
    }
  }

  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.("th, td");
    const grid = cell?.closest(GRID);
    if (!grid || event.altKey || event.shiftKey || !/^(Arrow|Home$|End$)/.test(event.key)) return;
    event.preventDefault();
    const next = target(grid, cell, event);
    if (!next) return;
    widgetOf(next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  // New rows come as Tab stops: only that which was one before stays.
  function keepRowStop(list) {
    const rows = [...list.querySelectorAll(":scope > [data-row]")];
    if (!rows.length || rows[0].querySelector("a, button, input")) return;
    const known = stops.get(list);
    const stop = rows.includes(known) ? known : rows.find((row) => row.ariaSelected === "true") || rows[0];
    stops.set(list, stop);
    for (const row of rows) if (row.tabIndex !== (row === stop ? 0 : -1)) row.tabIndex = row === stop ? 0 : -1;
  }

  document.addEventListener("focusin", (event) => {
    const grid = event.target.closest?.(GRID);
    if (grid) setStop(grid, event.target);
    const list = event.target.matches?.("[data-row]") && event.target.closest(LIST);
    if (list) {
      stops.set(list, event.target);
      keepRowStop(list);
    }
  });

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      document.querySelectorAll(GRID).forEach(keepStop);
      document.querySelectorAll(LIST).forEach(keepRowStop);
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
