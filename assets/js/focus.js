// Where the focus goes. A dialog that the server opens has no opener of its own: when it has closed, the focus goes
// back to where it was before.
(() => {
  const DIALOG = '[role="dialog"], [role="alertdialog"]';
  const before = new Map(); // dialog -> what had the focus

  document.addEventListener("focusin", (event) => {
    const dialog = event.target.closest?.(DIALOG);
    const from = event.relatedTarget;
    if (dialog && from && !before.has(dialog) && !dialog.contains(from)) before.set(dialog, from);
  });

  const isLost = () => !document.activeElement || document.activeElement === document.body;
  new MutationObserver(() => {
    for (const [dialog, element] of before) {
      if (dialog.isConnected) continue;
      before.delete(dialog);
      // After whoever closes the dialog has had its say, and only if nobody took the focus.
      setTimeout(() => isLost() && element.isConnected && element.focus({ preventScroll: true }));
    }
  }).observe(document.body, { childList: true });
})();
