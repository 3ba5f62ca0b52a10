// The box that is written in: sending, answering, editing, attaching, and the menu of commands.
const composer = document.querySelector("#composer");
if (composer) {
  const text = composer.elements.text;
  const files = composer.elements.files;
  const about = document.querySelector("#about");
  const attached = document.querySelector("#attached");
  const menu = document.querySelector("#menu");
  const opener = composer.querySelector(".add");
  const commands = [...document.querySelectorAll("#commands li")];

  const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const isCoarse = matchMedia("(pointer: coarse)").matches;
  composer.elements.id.value = newId();
  if (!isCoarse) text.focus();

  const write = (value) => {
    text.value = value;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  };

  // ——— Sending ———

  text.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // an input method is choosing characters
    if (!menu.hidden && moveInMenu(event)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      composer.requestSubmit();
    }
    if (event.key === "Escape") stop();
  });

  composer.addEventListener("submit", (event) => {
    if (!text.value.trim() && !files.files.length) {
      event.preventDefault();
      event.stopImmediatePropagation();
      text.focus();
    }
  }, true);

  document.addEventListener("htmx:after:request", (event) => {
    const { sourceElement, response } = event.detail.ctx;
    if (sourceElement !== composer || response.status >= 400) return;
    composer.reset();
    composer.elements.id.value = newId();
    stop();
    showFiles();
    grow();
    closeMenu();
  });

  function grow() {
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight}px`;
  }
  text.addEventListener("input", grow);

  // ——— Answering and editing ———

  function start(row, kind) {
    const { replying, editing } = composer.dataset;
    const said = row.querySelector(".text")?.innerText ?? "";
    about.querySelector("b").textContent = kind === "reply" ? replying.replace("%s", row.dataset.name) : editing;
    about.querySelector(".what").textContent = said;
    about.hidden = false;
    composer.elements.reply_to.value = kind === "reply" ? row.dataset.id : "";
    composer.elements.edit.value = kind === "edit" ? row.dataset.id : "";
    write(kind === "edit" ? said : text.value);
    row.removeAttribute("data-here-open");
  }

  function stop() {
    if (composer.elements.edit.value) write("");
    about.hidden = true;
    composer.elements.reply_to.value = composer.elements.edit.value = "";
  }

  // ——— Attaching ———

  function showFiles() {
    attached.replaceChildren(...[...files.files].map((file, at) => {
      const item = document.createElement("li");
      const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
      remove.setAttribute("aria-label", composer.dataset.remove.replace("%s", file.name));
      remove.addEventListener("click", () => removeFile(at));
      item.append(file.name, remove);
      return item;
    }));
    attached.hidden = !files.files.length;
  }

  function setFiles(list) {
    const transfer = new DataTransfer();
    list.forEach((file) => transfer.items.add(file));
    files.files = transfer.files;
    showFiles();
  }
  const removeFile = (at) => setFiles([...files.files].filter((_, index) => index !== at));

  function takeFiles(list) {
    const limit = Number(composer.dataset.limit) * 1024 * 1024;
    const total = [...list].reduce((sum, file) => sum + file.size, 0);
    if (total <= limit) return setFiles([...list]);
    setFiles([]);
    document.dispatchEvent(new CustomEvent("say", { detail: composer.dataset.tooLarge }));
  }
  files.addEventListener("change", () => takeFiles(files.files));
  text.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) takeFiles([...files.files, ...event.clipboardData.files]);
  });
  const room = document.querySelector("main.room");
  room.addEventListener("dragover", (event) => event.preventDefault());
  room.addEventListener("drop", (event) => {
    event.preventDefault();
    takeFiles([...files.files, ...event.dataTransfer.files]);
  });

  // ——— The menu ———

  const shown = () => commands.filter((command) => !command.hidden);
  const chosen = () => commands.find((command) => command.getAttribute("aria-selected") === "true");

  function choose(command) {
    commands.forEach((other) => other.setAttribute("aria-selected", other === command));
    command?.scrollIntoView({ block: "nearest" });
    if (command) text.setAttribute("aria-activedescendant", command.id);
    else text.removeAttribute("aria-activedescendant");
  }

  function openMenu(typed) {
    commands.forEach((command) => (command.hidden = !`/${command.dataset.word}`.startsWith(typed.toLowerCase())));
    document.querySelector("#no-command").hidden = shown().length > 0;
    menu.classList.toggle("typed", typed !== "/" || text.value === "/");
    menu.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    choose(text.value ? shown()[0] : undefined);
  }

  function closeMenu() {
    menu.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    choose(undefined);
  }

  text.addEventListener("input", () => (/^\/\S*$/.test(text.value) && !composer.elements.edit.value ? openMenu(text.value) : closeMenu()));

  function moveInMenu(event) {
    const list = shown();
    const at = list.indexOf(chosen());
    if (event.key === "ArrowDown") choose(list[(at + 1) % list.length]);
    else if (event.key === "ArrowUp") choose(list[(at - 1 + list.length) % list.length]);
    else if (event.key === "Escape") closeMenu();
    else if ((event.key === "Enter" || event.key === "Tab") && chosen()) take(chosen());
    else return false;
    return true;
  }

  function take(command) {
    closeMenu();
    if (command.dataset.takesWords) return write(`/${command.dataset.word} `);
    write(command.hasAttribute("hx-get") ? "" : `/${command.dataset.word}`);
    closeMenu();
    if (command.hasAttribute("hx-get")) command.dispatchEvent(new Event("choose"));
    else composer.requestSubmit();
  }

  menu.addEventListener("click", (event) => {
    const command = event.target.closest("[role=option]");
    if (command) take(command);
    else if (event.target.closest("button")) closeMenu();
  });

  document.addEventListener("click", (event) => {
    const element = event.target.closest("[data-do]");
    const row = event.target.closest("li.row");
    switch (element?.dataset.do) {
      case "reply":
      case "edit":
        return start(row, element.dataset.do);
      case "stop":
        return stop();
      case "try":
        return write(element.textContent.trim());
      case "files":
        return files.click();
      case "menu":
        return menu.hidden ? openMenu("/") : closeMenu();
    }
    if (!menu.hidden && !menu.contains(event.target) && event.target !== text) closeMenu();
  });
}
