// What the desk page adds to plain HTML: keys, countdowns, refreshing without getting in the way.
// It decides nothing: every rule lives on the server, and every page works without this file.
(() => {
  "use strict";
  const body = document.body;
  const words = body.dataset;
  document.documentElement.classList.add("scripted");

  // --- The server's time. A manual clock stands still between answers.
  const manual = words.clock === "manual";
  let offset = 0;
  let standing = 0;
  const learnNow = (text) => {
    const at = Date.parse(text || "");
    if (Number.isNaN(at)) return;
    offset = at - Date.now();
    standing = at;
  };
  const now = () => (manual ? standing : Date.now() + offset);
  learnNow(words.now);

  // --- Countdowns, written exactly as the server writes them.
  const two = (number) => String(number).padStart(2, "0");
  const span = (milliseconds) => {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const days = Math.floor(seconds / 86400);
    const hours = Math.floor(seconds / 3600) % 24;
    const minutes = Math.floor(seconds / 60) % 60;
    if (days > 0) return `${days} ${words.wordDays} ${hours} h`;
    if (hours > 0) return `${hours} h ${two(minutes)} min`;
    if (minutes > 0) return `${minutes} min ${two(seconds % 60)} s`;
    return `${seconds} s`;
  };
  const put = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };
  const tick = () => {
    const at = now();
    let crossed = false;
    for (const element of document.querySelectorAll("[data-deadline]")) {
      const left = Date.parse(element.dataset.deadline) - at;
      put(element, (left < 0 ? words.wordLate : words.wordIn).replace("{}", span(Math.abs(left))));
      if (left < 0 && !element.classList.contains("is-late")) {
        crossed = crossed || element.dataset.running === "yes";
        element.classList.add("is-late");
      }
      element.dataset.running = left >= 0 ? "yes" : "no";
    }
    for (const element of document.querySelectorAll("[data-leaves]")) {
      const left = Date.parse(element.dataset.leaves) - at;
      put(element, words.wordLeaves.replace("{}", words.wordIn.replace("{}", span(Math.max(0, left)))));
      if (left <= -1500 && !element.dataset.asked) {
        element.dataset.asked = "yes";
        crossed = true;
      }
    }
    for (const element of document.querySelectorAll("[data-closes]")) {
      const left = Date.parse(element.dataset.closes) - at;
      put(element, words.wordIn.replace("{}", span(Math.max(0, left))));
      if (left <= 0 && !element.dataset.asked) {
        element.dataset.asked = "yes";
        crossed = true;
      }
    }
    if (crossed) refresh();
  };
  setInterval(tick, 1000);
  tick();

  // --- Saying things aloud to those who cannot see them change.
  const live = document.getElementById("live");
  const say = (text) => {
    if (!live) return;
    live.textContent = "";
    setTimeout(() => { live.textContent = text; }, 60);
  };
  body.addEventListener("couture:say", (event) => say(event.detail.value || ""));

  // --- Refreshing: not while hidden, not while something is being filled in.
  function refresh() { window.htmx?.trigger(body, "couture:refresh"); }
  const isBusy = (region) =>
    region.querySelector(".action[open]") !== null ||
    document.querySelector(".message-act[open]") !== null ||
    (region.contains(document.activeElement) && document.activeElement.matches("input, textarea, select"));
  body.addEventListener("htmx:beforeRequest", (event) => {
    const region = event.detail.elt;
    if (region.dataset.refreshes === undefined) return;
    if (document.hidden || isBusy(region)) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  body.addEventListener("htmx:afterRequest", (event) => {
    learnNow(event.detail.xhr?.getResponseHeader("couture-now"));
    const line = document.getElementById("connection");
    const status = event.detail.xhr?.status ?? 0;
    if (line && (status === 0 || status >= 500)) put(line, words.wordOffline);
    else if (line && line.textContent) { put(line, ""); say(words.wordOnline); }
    tick();
  });
  // --- The list keeps its place: focus follows the case, not the position.
  const rows = () => [...document.querySelectorAll(".row .row-open")];
  let place = { id: "", index: -1 };
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.(".row");
    if (!row) return;
    const link = row.querySelector(".row-open");
    place = { id: link.id, index: rows().indexOf(link), part: event.target === link ? "" : "claim" };
  });
  const seen = () => new Map([...document.querySelectorAll("#queue .row")].map((row) => [row.dataset.case, row.dataset.band]));
  let before = null;
  let hadFocus = false;
  body.addEventListener("htmx:beforeSwap", (event) => {
    const target = event.detail.target;
    before = target.id === "queue" ? seen() : null;
    hadFocus = target.contains(document.activeElement) && document.activeElement !== target;
    const version = document.getElementById("case-top")?.dataset.version;
    body.dataset.versionBefore = version || "";
  });
  body.addEventListener("htmx:afterSettle", () => {
    if (before) {
      const after = seen();
      const arrived = [...after.keys()].filter((id) => !before.has(id)).length;
      const late = [...after].filter(([id, band]) => band === "breached" && before.has(id) && before.get(id) !== band).length;
      const told = [];
      if (arrived) told.push(words.wordArrived.replace("{}", arrived));
      if (late) told.push(words.wordLateNow.replace("{}", late));
      if (told.length) say(told.join(". "));
      before = null;
    }
    if (hadFocus && (document.activeElement === body || !document.activeElement) && place.index >= 0) {
      const all = rows();
      const again = document.getElementById(place.id) || all[Math.min(place.index, all.length - 1)];
      again?.focus({ preventScroll: true });
    }
    hadFocus = false;
    settleVersion();
    tick();
  });

  // --- The reply: its version is what the writer has seen. Newer messages only count as seen once the
  // field is empty, or the server has said that there are some.
  function settleVersion() {
    const top = document.getElementById("case-top");
    const text = document.getElementById("reply-text");
    const version = document.getElementById("reply-version");
    if (!top || !version) return;
    const changed = body.dataset.versionBefore && body.dataset.versionBefore !== top.dataset.version;
    if (text && text.value.trim() === "") version.value = top.dataset.version;
    else if (changed) say(words.wordChanged);
    body.dataset.versionBefore = "";
  }
  const fill = (text) => {
    const field = document.getElementById("reply-text");
    if (!field) return;
    field.value = text;
    field.focus();
    window.htmx?.trigger(field, "couture:measure");
  };
  document.addEventListener("click", (event) => {
    const filler = event.target.closest("[data-fill]");
    if (filler) fill(filler.dataset.fill);
    for (const open of document.querySelectorAll("details.menu[open], details.action[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
  // A panel that opens gets the focus, and only one is open at a time.
  document.addEventListener("toggle", (event) => {
    const panel = event.target;
    if (!panel.open || !panel.matches("details.action")) return;
    for (const other of document.querySelectorAll("details.action[open]")) if (other !== panel) other.open = false;
    panel.querySelector("select, textarea, input:not([type=hidden]), button")?.focus();
  }, true);
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-submit-on-change]");
    if (form) form.requestSubmit();
  });

  // --- Pictures for a reply: sent ahead one by one, named in the form when they are there.
  const sync = (pictures) => {
    const ids = [...pictures.querySelectorAll(".previews li")].map((item) => item.dataset.id);
    pictures.querySelector('input[name="attachments"]').value = ids.join(" ");
    return ids;
  };
  const complain = (pictures, text) => {
    const line = pictures.querySelector(".notice");
    put(line, text);
    line.hidden = text === "";
  };
  const preview = (pictures, id, name) => {
    const item = document.createElement("li");
    item.dataset.id = id;
    const image = document.createElement("img");
    image.src = `/attachments/${id}`;
    image.alt = name;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "small";
    remove.textContent = pictures.dataset.remove;
    remove.addEventListener("click", () => {
      item.remove();
      sync(pictures);
      pictures.querySelector('input[type="file"]').focus();
    });
    item.append(image, remove);
    pictures.querySelector(".previews").append(item);
  };
  document.addEventListener("change", async (event) => {
    const pictures = event.target.matches("#picture") ? event.target.closest(".pictures") : null;
    if (!pictures) return;
    const chosen = [...event.target.files];
    event.target.value = "";
    complain(pictures, "");
    for (const file of chosen) {
      if (sync(pictures).length >= Number(pictures.dataset.most)) return complain(pictures, pictures.dataset.tooMany);
      const headers = { "content-type": file.type, "couture-form": words.csrf };
      try {
        const answer = await fetch(pictures.dataset.address, { method: "POST", headers, body: file });
        const told = await answer.json();
        if (!answer.ok) return complain(pictures, told.detail || pictures.dataset.failed);
        if (!sync(pictures).includes(told.id)) preview(pictures, told.id, file.name);
        sync(pictures);
        say(pictures.dataset.added);
      } catch {
        return complain(pictures, pictures.dataset.failed);
      }
    }
  });

  // --- htmx adds the session's token to nothing by itself: forms carry it, the draft check needs it too.
  body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get" && !event.detail.parameters.csrf) event.detail.parameters.csrf = words.csrf;
  });

  // --- Keys.
  const help = document.getElementById("keys");
  const button = document.getElementById("keys-button");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }
  const step = (direction) => {
    const all = rows();
    if (all.length === 0) return;
    const here = all.findIndex((link) => link.closest(".row").contains(document.activeElement));
    const from = here >= 0 ? here : place.index >= 0 && place.index < all.length ? place.index - (direction > 0 ? 1 : -1) : direction > 0 ? -1 : all.length;
    const next = all[Math.max(0, Math.min(all.length - 1, from + direction))];
    next.focus();
    next.closest(".row").scrollIntoView({ block: "nearest" });
  };
  const row = () => document.activeElement?.closest?.(".row");
  const press = (key) => {
    const list = row();
    if (list) {
      if (key === "c") return list.querySelector('button[data-key="c"]')?.click();
      const panels = { r: "reply-text", e: "resolve", z: "panel-snooze", t: "panel-transfer", n: "panel-note" };
      if (panels[key]) window.location.assign(`${list.querySelector(".row-open").href}#${panels[key]}`);
      return;
    }
    const target = document.querySelector(`main [data-key="${key}"]`);
    if (!target) return;
    if (target.matches("textarea")) target.focus();
    else target.click();
  };
  document.addEventListener("keydown", (event) => {
    const field = event.target.matches("input, textarea, select");
    if (event.key === "Escape") {
      const open = document.querySelector("details.action[open], details.menu[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
      else if (field) event.target.blur();
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (field || event.ctrlKey || event.metaKey || event.altKey || help?.open) return;
    const known = {
      j: () => step(1),
      k: () => step(-1),
      "?": () => help?.showModal(),
      "/": () => (document.getElementById("search") ? document.getElementById("search").focus() : window.location.assign("/phone")),
    };
    const action = known[event.key] || ("cretznq".includes(event.key) && event.key.length === 1 ? () => press(event.key) : null);
    if (!action) return;
    event.preventDefault();
    action();
  });

  // --- Coming from the list with something to do.
  const wanted = window.location.hash.slice(1);
  if (wanted.startsWith("panel-")) document.getElementById(wanted)?.setAttribute("open", "");
  else if (wanted === "resolve") document.querySelector('[data-key="e"]')?.focus();
  else if (wanted === "reply-text") document.getElementById("reply-text")?.focus();
})();
