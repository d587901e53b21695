// The review page. It keeps nothing: no cookie, no storage; all state is here and on the desk.
import { words } from "./words.js";

const $ = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const METHODS = ["fill", "label", "frozen", "pixelate"];
const S = {
  lang: "zh", theme: "", state: null, current: null, sheet: null, places: [], selected: null, frame: 0, zoom: 1,
  draw: false, pen: null, preview: false, playing: false, hiddenKinds: new Set(), low: 0, high: 1, show: "all",
  sort: "weak", spot: -1, timer: 0, order: [],
};

const t = (key, ...values) => {
  const word = words[S.lang][key];
  return typeof word === "function" ? word(...values) : word;
};
const named = (pair, fallback) => (pair ? pair[S.lang === "zh" ? 0 : 1] : fallback);
const kindName = (kind) => named(S.state.kinds[kind], kind);
const isClip = () => S.sheet?.medium === "video";

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (name in element && name !== "role") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

function say(text) {
  $("say").textContent = text;
  $("say").classList.add("shown");
  clearTimeout(say.timer);
  say.timer = setTimeout(() => $("say").classList.remove("shown"), 4000);
}

// ---- talking to the desk

async function ask(path, body) {
  const options = body && {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  };
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    say(t("lost"));
    throw new Error("lost");
  }
  const table = await answer.json();
  if (answer.ok) return table;
  say(table.error);
  if (answer.status === 409) await refresh();
  throw new Error(table.error);
}

async function refresh() {
  S.state = await ask("state");
  const open = S.state.sheets[S.current];
  if (!open || open.width === undefined) {
    const ready = S.state.sheets.find((sheet) => sheet.width !== undefined);
    if (ready && !open) return choose(ready.id);
    if (ready && S.sheet === null) return choose(ready.id);
  } else if (!S.sheet || S.sheet.id !== open.id || S.sheet.edition !== open.edition) {
    await load(open.id);
  }
  showFiles();
  poll();
}

function poll() {
  clearTimeout(S.timer);
  const busy = S.state.sheets.some((sheet) => ["waiting", "looking", "writing"].includes(sheet.status));
  if (busy) S.timer = setTimeout(() => refresh().catch(() => {}), 400);
}

async function load(id) {
  const known = S.sheet && S.sheet.id === id ? `?geometry=${S.sheet.geometry}` : "";
  const sheet = await ask(`sheet/${id}${known}`);
  if (S.current !== id) return;
  if (sheet.places) S.places = sheet.places.map((rows) => new Map(rows.map((row) => [row[0], row])));
  S.sheet = sheet;
  document.body.classList.toggle("still", sheet.medium === "image");
  document.body.classList.remove("empty");
  if (S.selected !== null && S.selected >= sheet.findings.length) S.selected = null;
  showAll();
}

async function choose(id) {
  stop();
  S.current = id;
  S.sheet = null;
  S.selected = null;
  S.frame = 0;
  S.spot = -1;
  S.zoom = 1;
  document.body.classList.add("empty");
  if (S.state.sheets[id].width !== undefined) {
    await load(id);
    if (S.order.length) select(S.order[0].id, true);
  }
  showFiles();
  poll();
}

// One edit after the other: each must know the plan that the one before has left.
let line = Promise.resolve();

function edit(body) {
  const sheet = S.current;
  const send = async () => {
    const wanted = typeof body === "function" ? body() : body;
    if (!wanted) return;
    S.state = await ask("edit", { sheet, edition: S.state.sheets[sheet].edition, ...wanted });
    if (S.current === sheet) await load(sheet);
    showFiles();
  };
  const done = line.then(send);
  line = done.catch(() => {});
  return done;
}

// ---- what is shown

function showWords() {
  document.documentElement.lang = S.lang === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-t]")) {
    element.textContent = t(element.dataset.t);
    if (element.dataset.k) element.append(make("kbd", {}, element.dataset.k));
  }
  for (const element of document.querySelectorAll("[data-a]")) {
    element.setAttribute("aria-label", t(element.dataset.a));
    if (element.tagName === "BUTTON") element.title = t(element.dataset.a);
  }
  $("lang").textContent = S.lang === "zh" ? "EN" : "中";
  $("keylist").replaceChildren(
    ...t("keylist").flatMap(([key, text]) => [make("dt", {}, key), make("dd", {}, text)]),
  );
  const textual = new Set(S.state?.textual);
  const options = [["", t("bulk")], ["on", t("bulkon")], ["off", t("bulkoff")]];
  for (const name of METHODS) options.push([name, named(S.state?.methods[name], name)]);
  $("bulk").replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
  if (!S.state) return;
  const kind = $("drawkind").value || "FACE";
  $("drawkind").replaceChildren(
    ...Object.keys(S.state.kinds).map((value) => make("option", { value }, kindName(value))),
  );
  $("drawkind").value = kind;
  $("drawmethod").replaceChildren(...methodOptions(textual.has(kind)));
}

function methodOptions(opaqueOnly) {
  return METHODS.filter((name) => !opaqueOnly || name === "fill" || name === "label")
    .map((value) => make("option", { value }, named(S.state.methods[value], value)));
}

function showFiles() {
  $("files").replaceChildren(...S.state.sheets.map((sheet) => {
    const counts = sheet.hidden === undefined ? "" : ` · ${sheet.hidden}/${sheet.hidden + sheet.visible}`;
    const row = make("button", { class: sheet.status, title: sheet.error || sheet.name, onclick: () => choose(sheet.id) },
      make("b", {}, sheet.name), make("small", {}, t(sheet.status) + counts));
    if (sheet.id === S.current) row.setAttribute("aria-current", "true");
    if (sheet.error) row.append(make("small", {}, ` ${sheet.error}`));
    if (["looking", "writing"].includes(sheet.status)) {
      const [done, total] = sheet.steps;
      row.append(total ? make("progress", { max: total, value: done }) : make("progress"));
    }
    return row;
  }));
  $("undo").disabled = !S.state.undo;
}

function showAll() {
  const counts = new Map();
  for (const finding of S.sheet.findings) counts.set(finding.kind, (counts.get(finding.kind) ?? 0) + 1);
  $("kinds").replaceChildren(...[...counts].sort().map(([kind, number]) => {
    const shown = !S.hiddenKinds.has(kind);
    return make("button", { "aria-pressed": shown, onclick: () => {
      S.hiddenKinds[shown ? "add" : "delete"](kind);
      showAll();
    } }, `${kindName(kind)} ${number}`);
  }));
  $("range").textContent = `${S.low.toFixed(2)}–${S.high.toFixed(2)}`;
  S.order = S.sheet.findings.filter(fits).sort(S.sort === "weak"
    ? (a, b) => b.weakness - a.weakness || a.id - b.id
    : (a, b) => a.first - b.first || top(a) - top(b) || a.id - b.id);
  showCards();
  showFrame();
}

const fits = (finding) => !S.hiddenKinds.has(finding.kind) && finding.score >= S.low && finding.score <= S.high
  && (S.show === "all" || (S.show === "on") === finding.on);
const top = (finding) => S.places[finding.id].values().next().value[2];

function showCards() {
  const list = $("cards"), kept = list.scrollTop, active = document.activeElement;
  const editing = list.contains(active) && active.id;
  // the card that is typed in stays as it is, caret and half-typed signs included, until it is left
  if (editing && active.type === "text") {
    for (const finding of S.order) {
      const old = $(`card-${finding.id}`);
      if (old && !old.contains(active)) old.replaceWith(card(finding));
    }
    return markSelected();
  }
  list.replaceChildren(...(S.order.length ? S.order.map(card) : [make("p", { class: "hint" }, t("none"))]));
  list.scrollTop = kept;
  if (editing) $(editing)?.focus();
  return markSelected();
}

function card(finding) {
  const { id } = finding;
  const shown = finding.weak[0] ?? finding.first;
  const alias = finding.alias ? make("em", {}, finding.alias) : "";
  const flip = make("button", { class: "switch", role: "switch", "aria-checked": finding.on, id: `switch-${id}`,
    title: t("switch"), "aria-label": `${t("switch")} ${kindName(finding.kind)}`,
    onclick: () => edit(() => ({ op: "switch", findings: [id], on: !S.sheet.findings[id].on })) });
  const meter = make("span", { class: "meter" }, make("i"));
  meter.firstChild.style.width = `${finding.score * 100}%`;
  const meta = make("p", {}, meter, ` ${finding.score.toFixed(2)}`);
  if (finding.drawn) meta.append(` · ${t("drawn")}`);
  if (finding.covered) meta.append(` · ${t("covered")}`);
  if (isClip()) {
    const rate = S.sheet.rate;
    meta.append(` · ${(finding.first / rate).toFixed(1)}–${(finding.last / rate).toFixed(1)} s · ${t("frames", finding.frames)}`);
    if (finding.inferred) meta.append(` · ${t("gap", finding.inferred)}`);
  }
  const item = make("article", { class: finding.on ? "card" : "card off", id: `card-${id}`, role: "option",
    onclick: (event) => { if (!event.target.closest("button, select, input")) select(id, true); } },
    make("img", { loading: "lazy", alt: "", src: thumb(finding, shown) }),
    make("h3", {}, make("span", {}, kindName(finding.kind)), alias, flip), meta);
  if (isClip() && finding.weak.length) item.append(spots(finding));
  item.append(controls(finding));
  return item;
}

const thumb = (finding, frame) => `thumb/${S.sheet.id}/${finding.id}/${frame}?v=${S.sheet.geometry}`;

function spots(finding) {
  return make("div", { class: "spots" }, t("weakat"), ...finding.weak.map((frame) =>
    make("button", { title: t("frame", frame, S.sheet.frames, (frame / S.sheet.rate).toFixed(2)),
      onclick: () => { select(finding.id, false); goTo(frame); } },
    make("img", { loading: "lazy", alt: "", src: thumb(finding, frame) }),
    make("span", {}, `${(frame / S.sheet.rate).toFixed(1)} s`))));
}

function controls(finding) {
  const { id } = finding;
  const method = make("select", { id: `method-${id}`, "aria-label": t("method"), disabled: !finding.on,
    onchange: () => edit({ op: "method", findings: [id], method: method.value }) },
  ...methodOptions(S.state.textual.includes(finding.kind)));
  method.value = finding.method ?? (S.state.textual.includes(finding.kind) ? "label" : "frozen");
  const row = make("div", { class: "row" }, method);
  if (!isClip()) {
    // a browser keeps what is typed into a field for later, unless told not to
    const alias = make("input", { type: "text", id: `alias-${id}`, value: finding.alias, maxLength: 24, autocomplete: "off",
      placeholder: t("aliasnote"), "aria-label": t("alias"), onblur: () => leaveAlias(alias, id) });
    alias.defaultValue = finding.alias;
    row.append(alias);
  }
  if (finding.drawn) {
    row.append(make("button", { onclick: () => edit({ op: "drop", findings: [id] }) }, t("remove")));
  }
  return row;
}

function leaveAlias(field, id) {
  const to = field.value.trim();
  field.defaultValue = field.value;
  if (field.isConnected) rename(S.sheet.findings[id], to);
}

function rename(finding, to) {
  if (!to || to === finding.alias) return showCards();
  // a stand-in belongs to a person: it changes wherever that person is met
  if (finding.alias) return edit({ op: "rename", from: finding.alias, to });
  return edit({ op: "alias", findings: [finding.id], to });
}

function markSelected() {
  for (const item of $("cards").children) {
    item.setAttribute("aria-selected", String(item.id === `card-${S.selected}`));
  }
  $("cards").setAttribute("aria-activedescendant", S.selected === null ? "" : `card-${S.selected}`);
}

function select(id, jump) {
  S.selected = id;
  markSelected();
  $(`card-${id}`)?.scrollIntoView({ block: "nearest" });
  const finding = S.sheet.findings[id];
  if (jump && isClip()) return goTo(finding.weak[0] ?? finding.first, true);
  showBoxes();
  showTime();
  reveal();
}

function reveal() {
  const box = S.selected !== null && S.places[S.selected]?.get(S.frame);
  if (!box) return;
  const scale = $("canvas").clientWidth / S.sheet.width, view = $("view");
  const y = box[2] * scale, x = box[1] * scale;
  if (y < view.scrollTop || box[4] * scale > view.scrollTop + view.clientHeight - 24) view.scrollTop = y - view.clientHeight / 3;
  if (x < view.scrollLeft || box[3] * scale > view.scrollLeft + view.clientWidth) view.scrollLeft = x - view.clientWidth / 3;
}

function showFrame() {
  const { id, width, height, strip, edition, rate, frames } = S.sheet;
  const strips = Array.from({ length: Math.ceil(height / strip) }, (_, number) =>
    `frame/${id}/${S.frame}/${number}${S.preview ? `?painted&v=${edition}` : ""}`);
  const images = $("strips").children;
  if (images.length !== strips.length) $("strips").replaceChildren(...strips.map(() => make("img", { alt: "", draggable: false })));
  strips.forEach((source, number) => {
    const full = new URL(source, location.href).href;
    images[number].style.aspectRatio = `${width} / ${Math.min(strip, height - number * strip)}`;
    if (images[number].src !== full) images[number].src = full;
  });
  $("where").textContent = isClip() ? t("frame", S.frame, frames, (S.frame / rate).toFixed(2)) : `${width} × ${height}`;
  fit();
  showBoxes();
  showTime();
}

function fit() {
  if (!S.sheet) return;
  const room = $("view"), { width, height } = S.sheet;
  let wide = Math.min(room.clientWidth - 24, isClip() ? (room.clientHeight - 24) * width / height : width);
  if (!isClip()) wide = Math.min(wide, 720);
  $("canvas").style.width = `${Math.max(40, wide * S.zoom)}px`;
}

function showBoxes() {
  const { width, height, findings } = S.sheet;
  const shown = new Set(S.order.map((finding) => finding.id));
  $("boxes").setAttribute("viewBox", `0 0 ${width} ${height}`);
  $("boxes").setAttribute("preserveAspectRatio", "none");
  $("boxes").classList.toggle("draw", S.draw);
  const rects = [];
  for (const finding of findings) {
    const place = S.places[finding.id].get(S.frame);
    const chosen = finding.id === S.selected;
    if (!place || !(shown.has(finding.id) || chosen)) continue;
    const rect = rectangle(place.slice(1, 5), finding.on ? "hid" : "vis");
    rect.dataset.id = finding.id;
    rect.classList.toggle("sel", chosen);
    rect.classList.toggle("faint", S.preview);
    rects.push(rect);
  }
  if (S.pen) rects.push(rectangle(S.pen, "pen"));
  $("boxes").replaceChildren(...rects);
}

function rectangle([x0, y0, x1, y1], name) {
  const rect = document.createElementNS(SVG, "rect");
  for (const [key, value] of [["x", Math.min(x0, x1)], ["y", Math.min(y0, y1)],
    ["width", Math.abs(x1 - x0)], ["height", Math.abs(y1 - y0)], ["class", name]]) rect.setAttribute(key, value);
  return rect;
}

// ---- time

function lanes() {
  const ends = [], rows = [];
  for (const finding of [...S.order].sort((a, b) => a.first - b.first)) {
    let lane = ends.findIndex((end) => end < finding.first);
    if (lane < 0) lane = ends.length;
    ends[lane] = finding.last;
    rows.push([lane, finding]);
  }
  return [rows, Math.max(3, ends.length)];
}

const LANE = 12;

function showTime() {
  if (!isClip()) return;
  const [rows, count] = lanes(), canvas = $("time"), wide = $("lanes").clientWidth, high = count * LANE + 8;
  const sharp = devicePixelRatio || 1;
  canvas.width = wide * sharp;
  canvas.height = high * sharp;
  canvas.style.height = `${high}px`;
  const pen = canvas.getContext("2d"), step = wide / S.sheet.frames;
  pen.scale(sharp, sharp);
  // light-dark() is only resolved in a real property
  const color = (name) => { canvas.style.color = `var(--${name})`; return getComputedStyle(canvas).color; };
  const hid = color("hid"), vis = color("vis"), accent = color("accent"), soft = color("soft");
  for (const [lane, finding] of rows) bar(pen, finding, 4 + lane * LANE, step, finding.id === S.selected ? accent : finding.on ? hid : vis);
  pen.globalAlpha = 1;
  pen.fillStyle = soft;
  pen.fillRect((S.frame + 0.5) * step - 1, 0, 2, high);
  const slider = $("lanes");
  for (const [name, value] of [["valuemin", 0], ["valuemax", S.sheet.frames - 1], ["valuenow", S.frame]]) slider.setAttribute(`aria-${name}`, value);
}

function bar(pen, finding, y, step, color) {
  pen.fillStyle = color;
  for (const [frame, , , , , score] of S.places[finding.id].values()) {
    pen.globalAlpha = score < 0 ? 0.3 : 0.45 + 0.55 * score;
    pen.fillRect(frame * step, y, Math.max(1, step + 0.4), LANE - 4);
  }
}

function timeAt(event) {
  const area = $("time").getBoundingClientRect();
  const frame = Math.floor((event.clientX - area.left) / area.width * S.sheet.frames);
  const lane = Math.floor((event.clientY - area.top - 2) / LANE);
  const hit = lanes()[0].find(([row, finding]) => row === lane && finding.first <= frame && frame <= finding.last);
  return [frame, hit?.[1]];
}

function goTo(frame, show = false) {
  S.frame = Math.min(Math.max(frame, 0), S.sheet.frames - 1);
  showFrame();
  if (show) reveal();
}

function nextWeak() {
  const found = S.order.flatMap((finding) => finding.weak.map((frame) => [finding.id, frame]));
  if (!found.length) return;
  S.spot = (S.spot + 1) % found.length;
  select(found[S.spot][0], false);
  goTo(found[S.spot][1], true);
}

function stop() {
  S.playing = false;
  $("play").setAttribute("aria-pressed", "false");
}

function play() {
  if (S.playing) return stop();
  if (!isClip()) return undefined;
  S.playing = true;
  $("play").setAttribute("aria-pressed", "true");
  const advance = () => {
    if (!S.playing || !isClip()) return;
    if (S.frame + 1 >= S.sheet.frames) return stop();
    const image = $("strips").firstChild, due = performance.now() + 1000 / S.sheet.rate;
    image.onload = () => { image.onload = null; setTimeout(advance, Math.max(0, due - performance.now())); };
    goTo(S.frame + 1);
  };
  return advance();
}

// ---- drawing

function drawing(on) {
  S.draw = on;
  S.pen = null;
  stop();
  $("draw").setAttribute("aria-pressed", String(on));
  $("drawbar").hidden = !on;
  if (on && !isClip() && $("drawkind").value === "FACE") pickKind("NICKNAME");
  if (on && isClip()) pickKind("FACE");
  showBoxes();
  fit();
}

function pickKind(kind) {
  $("drawkind").value = kind;
  const textual = S.state.textual.includes(kind);
  $("drawmethod").replaceChildren(...methodOptions(textual));
  $("drawmethod").value = textual ? "label" : "frozen";
}

function point(event) {
  const area = $("boxes").getBoundingClientRect(), { width, height } = S.sheet;
  const inside = (value, size) => Math.min(Math.max(value, 0), 1) * size;
  return [inside((event.clientX - area.left) / area.width, width), inside((event.clientY - area.top) / area.height, height)];
}

async function addDrawn() {
  const box = S.pen, rate = S.sheet.rate;
  S.pen = null;
  if (!box || Math.abs(box[2] - box[0]) < 3 || Math.abs(box[3] - box[1]) < 3) return showBoxes();
  const body = { op: "draw", frame: S.frame, box, kind: $("drawkind").value, method: $("drawmethod").value };
  if (isClip()) {
    const reach = (id) => Math.round(Math.max(0, Number($(id).value) || 0) * rate);
    body.span = [Math.max(0, S.frame - reach("before")), Math.min(S.sheet.frames - 1, S.frame + reach("after"))];
    body.track = $("track").checked;
    if (body.track) say(t("following"));
  }
  await edit(body);
  const last = S.sheet.findings.length - 1;
  S.hiddenKinds.delete(body.kind);
  showAll();
  select(last, false);
  say(t("added"));
  return undefined;
}

function movePen(key, shift) {
  const { width, height } = S.sheet, step = Math.max(2, Math.round(Math.min(width, height) / 100));
  const shiftBy = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[key];
  const size = Math.min(width, height) / 8, view = $("view"), scale = $("canvas").clientWidth / width;
  const middle = [width / 2, Math.min(height / 2, (view.scrollTop + view.clientHeight / 2) / scale)];
  S.pen ??= [middle[0] - size, middle[1] - size / 2, middle[0] + size, middle[1] + size / 2];
  const [dx, dy] = shiftBy;
  if (!shift) S.pen = [S.pen[0] + dx, S.pen[1] + dy, S.pen[2] + dx, S.pen[3] + dy];
  else S.pen = [S.pen[0], S.pen[1], Math.max(S.pen[0] + 4, S.pen[2] + dx), Math.max(S.pen[1] + 4, S.pen[3] + dy)];
  showBoxes();
}

// ---- writing

function askApply() {
  const ready = S.state.sheets.filter((sheet) => ["ready", "done", "failed"].includes(sheet.status) && sheet.width !== undefined);
  if (!ready.length) return say(t("nothing"));
  const sum = (name) => ready.reduce((all, sheet) => all + sheet[name], 0);
  $("applytext").textContent = t("applytext", ready.length, sum("hidden"), sum("visible"), S.state.out);
  return $("applybox").showModal();
}

async function apply() {
  $("applybox").close();
  S.state = await ask("apply", {});
  showFiles();
  poll();
}

async function save() {
  S.state = await ask("save", {});
  say(t("saved", S.state.out));
}

// ---- switches, keys

function language() {
  S.lang = S.lang === "zh" ? "en" : "zh";
  showWords();
  showFiles();
  if (S.sheet) showAll();
}

function theme() {
  const dark = S.theme ? S.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  S.theme = dark ? "light" : "dark";
  document.documentElement.dataset.theme = S.theme;
  if (S.sheet) showTime();
}

function preview() {
  S.preview = !S.preview;
  $("preview").setAttribute("aria-pressed", String(S.preview));
  showFrame();
}

function zoom(factor) {
  S.zoom = Math.min(8, Math.max(0.25, S.zoom * factor));
  fit();
  reveal();
}

function move(step) {
  if (!S.order.length) return;
  const place = S.order.findIndex((finding) => finding.id === S.selected);
  const next = place < 0 ? 0 : Math.min(Math.max(place + step, 0), S.order.length - 1);
  select(S.order[next].id, true);
}

function turnFile(step) {
  const next = S.current + step;
  if (S.state.sheets[next]) choose(next);
}

const chosen = () => (S.selected === null ? undefined : S.sheet.findings[S.selected]);

function method(number) {
  const finding = chosen(), name = METHODS[number - 1];
  if (!finding || (number > 2 && S.state.textual.includes(finding.kind))) return;
  edit({ op: "method", findings: [finding.id], method: name });
}

const KEYS = {
  j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1),
  ArrowLeft: (event) => goTo(S.frame - (event.shiftKey ? 10 : 1)),
  ArrowRight: (event) => goTo(S.frame + (event.shiftKey ? 10 : 1)),
  " ": () => { const id = S.selected; return edit(() => chosen() && { op: "switch", findings: [id], on: !S.sheet.findings[id].on }); },
  1: () => method(1), 2: () => method(2), 3: () => method(3), 4: () => method(4),
  e: () => { const field = $(`alias-${S.selected}`); field?.focus(); field?.select(); },
  d: () => drawing(!S.draw), Escape: () => drawing(false),
  Delete: () => chosen()?.drawn && edit({ op: "drop", findings: [S.selected] }),
  w: nextWeak, p: play, v: preview, "[": () => turnFile(-1), "]": () => turnFile(1),
  "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8),
  u: () => edit(() => S.state.undo && { op: "undo" }), a: askApply, s: () => line.then(save),
};
const ALWAYS = { l: language, t: theme, "?": () => $("helpbox").showModal() };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const { key, target } = event;
  if (target.matches("input, select, textarea")) {
    if (key === "Escape" && target.type === "text") target.value = target.defaultValue;
    if (key === "Escape" || (key === "Enter" && target.type === "text")) target.blur();
    return;
  }
  if (target.tagName === "BUTTON" && [" ", "Enter"].includes(key)) return;
  let act = ALWAYS[key] ?? (S.sheet && KEYS[key]);
  if (S.draw && key.startsWith("Arrow")) act = () => movePen(key, event.shiftKey);
  if (S.draw && key === "Enter") act = addDrawn;
  if (!act) return;
  event.preventDefault();
  Promise.resolve(act(event)).catch(() => {});
});

// a button pressed with the mouse must not swallow the next space
document.addEventListener("click", (event) => { if (event.detail && event.target.closest("button")) document.activeElement?.blur(); });
addEventListener("unhandledrejection", (event) => event.preventDefault());

for (const [id, act] of Object.entries({
  undo: () => S.sheet && KEYS.u(), lang: language, theme, help: ALWAYS["?"], apply: () => S.state && askApply(), applyyes: apply,
  save: () => S.sheet && KEYS.s(),
  applyno: () => $("applybox").close(), draw: () => S.sheet && KEYS.d(), preview: () => S.sheet && preview(),
  smaller: () => zoom(0.8), larger: () => zoom(1.25), back: () => goTo(S.frame - 1), on: () => goTo(S.frame + 1), play,
  weak: nextWeak,
})) $(id).addEventListener("click", () => { Promise.resolve(act()).catch(() => {}); });

for (const [id, name] of [["show", "show"], ["sort", "sort"]]) {
  $(id).addEventListener("change", () => { S[name] = $(id).value; if (S.sheet) showAll(); });
}
for (const id of ["low", "high"]) {
  $(id).addEventListener("input", () => { S[id] = Number($(id).value); if (S.sheet) showAll(); });
}
$("bulk").addEventListener("change", () => {
  const how = $("bulk").value, findings = S.order.map((finding) => finding.id);
  $("bulk").value = "";
  if (!findings.length || !how) return;
  if (how === "on" || how === "off") edit({ op: "switch", findings, on: how === "on" });
  else edit({ op: "method", findings, method: how });
});
$("drawkind").addEventListener("change", () => pickKind($("drawkind").value));
$("drawbar").addEventListener("submit", (event) => event.preventDefault());

$("boxes").addEventListener("pointerdown", (event) => {
  if (!S.sheet) return;
  if (!S.draw) {
    // boxes may overlap: each click goes on to the one below
    const ids = document.elementsFromPoint(event.clientX, event.clientY).map((one) => one.dataset?.id).filter((id) => id !== undefined);
    const place = ids.indexOf(String(S.selected));
    if (ids.length) select(Number(ids[(place + 1) % ids.length]), false);
    return;
  }
  event.preventDefault();
  $("boxes").setPointerCapture(event.pointerId);
  const [x, y] = point(event);
  S.pen = [x, y, x, y];
});
$("boxes").addEventListener("pointermove", (event) => {
  if (!S.draw || !$("boxes").hasPointerCapture(event.pointerId)) return;
  S.pen = [S.pen[0], S.pen[1], ...point(event)];
  showBoxes();
});
$("boxes").addEventListener("pointerup", (event) => {
  if (!S.draw || !$("boxes").hasPointerCapture(event.pointerId)) return;
  const [x0, y0, x1, y1] = S.pen;
  S.pen = [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)];
  addDrawn().catch(() => {});
});
$("lanes").addEventListener("pointerdown", (event) => {
  const [frame, finding] = timeAt(event);
  if (finding) select(finding.id, false);
  goTo(frame);
  $("lanes").setPointerCapture(event.pointerId);
});
$("lanes").addEventListener("pointermove", (event) => {
  if ($("lanes").hasPointerCapture(event.pointerId)) goTo(timeAt(event)[0]);
});
new ResizeObserver(() => { if (S.sheet) { fit(); showTime(); } }).observe($("view"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (S.sheet) showTime(); });

showWords();
refresh().then(showWords).catch(() => {});
