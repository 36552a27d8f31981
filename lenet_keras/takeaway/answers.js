// What people see of an answer: the digit, how sure, and what each layer made of it.
"use strict";

const byId = id => document.getElementById(id);
const network = assemble(JSON.parse(byId("description").textContent), byId("weights").textContent);
const points = network.layers.at(-1).parts.find(part => part.operation === "distances")?.points;

// Read an ImageData: [{box, image, probabilities, layers}].
function readPicture(picture) {
  return findDigits(picture).map(each => ({...each, ...forward(network, each.image)}));
}

function best(probabilities) {
  return probabilities.indexOf(Math.max(...probabilities));
}

function isSure(probabilities) {
  return Math.max(...probabilities) >= network.sure;
}

const percent = share => `${(100 * share).toFixed(share > 0.9995 || share < 0.0005 ? 0 : 1)} %`;

function inWords({probabilities}) {
  const first = best(probabilities);
  if (isSure(probabilities)) return `${first} (${percent(probabilities[first])})`;
  return `I am not sure. Perhaps ${first} (${percent(probabilities[first])}).`;
}

function say(text) {
  if (byId("answer").textContent !== text) byId("answer").textContent = text;
}

function showNothing(text) {
  say(text);
  byId("details").hidden = byId("maps").hidden = true;
}

// Show one digit in detail.
function showDigit(digit) {
  byId("details").hidden = byId("maps").hidden = false;
  paint(byId("digit"), [{rows: FIELD, columns: FIELD, at: i => digit.image[i]}], 1, 0, 1);
  showBars(digit.probabilities);
  showLayers(digit.layers ?? forward(network, digit.image).layers, best(digit.probabilities));
}

function showBars(probabilities) {
  const body = byId("bars").tBodies[0];
  if (!body.rows.length) {
    for (let digit = 0; digit < 10; digit++) {
      const row = body.insertRow(), head = document.createElement("th");
      head.scope = "row";
      head.textContent = digit;
      row.append(head);
      row.insertCell().append(Object.assign(document.createElement("div"), {className: "bar"}));
      row.insertCell();
    }
  }
  probabilities.forEach((share, digit) => {
    const row = body.rows[digit];
    row.className = digit === best(probabilities) ? "best" : "";
    row.cells[1].firstChild.style.width = `${100 * share}%`;
    row.cells[2].textContent = percent(share);
  });
}

function showLayers(layers, answer) {
  const place = byId("layers");
  // flattening changes nothing that could be seen
  const telling = layers.filter((_, index) => network.layers[index].parts.some(part => part.operation !== "flatten"));
  telling.forEach(({name, maps}, index) => {
    const figure = place.children[index] ?? place.appendChild(emptyFigure());
    const [canvas, target] = figure.querySelectorAll("canvas");
    const flat = maps.rows * maps.columns === 1;
    const isF6 = Boolean(points) && flat && maps.channels === 84 && index === telling.length - 2;
    const caption = flat ? `${name}: ${maps.channels} numbers`
      : `${name}: ${maps.channels} ${maps.channels === 1 ? "map" : "maps"} of ${maps.rows} × ${maps.columns}`;
    figure.lastChild.textContent = isF6 ? `${caption}, as a picture beside the ${answer} that it should be` : caption;
    canvas.setAttribute("aria-label", caption);
    const values = maps.values, low = values.reduce((a, b) => Math.min(a, b)), high = values.reduce((a, b) => Math.max(a, b));
    if (isF6) {
      paint(canvas, [bitmap(values, 0)], 8, -1.2, 1.2);
      target.hidden = false;
      target.setAttribute("aria-label", `Bitmap of the digit ${answer}`);
      paint(target, [bitmap(points.values, 84 * answer)], 8, -1.2, 1.2);
    } else if (flat) {
      const rows = Math.ceil(maps.channels / 40), columns = Math.ceil(maps.channels / rows);
      paint(canvas, [{rows, columns, at: i => values[i] ?? low}], 8, low, high);
    } else {
      const channels = Array.from({length: maps.channels}, (_, channel) => ({
        rows: maps.rows, columns: maps.columns, at: i => values[i * maps.channels + channel]}));
      paint(canvas, channels, Math.max(2, Math.floor(56 / maps.rows)), low, high);
    }
  });
}

const bitmap = (values, from) => ({rows: 12, columns: 7, at: i => values[from + i]});

function emptyFigure() {
  const figure = document.createElement("figure"), pair = document.createElement("div");
  pair.className = "bitmaps";
  for (let i = 0; i < 2; i++) {
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.hidden = i === 1;
    pair.append(canvas);
  }
  figure.append(pair, document.createElement("figcaption"));
  return figure;
}

// How many pictures stand side by side: about two and a half times as many as there are rows, all rows full if that
// can be had.
function inRow(count) {
  const least = Math.min(count, Math.ceil(Math.sqrt(count * 2.5)));
  for (let wide = least; wide <= 1.6 * least; wide++) if (count % wide === 0) return wide;
  return least;
}

// Draw pictures side by side, as many in a row as fit; `low` is black and `high` is white.
function paint(canvas, pictures, zoom, low, high) {
  const {rows, columns} = pictures[0], space = pictures.length > 1 ? 1 : 0;
  const perRow = inRow(pictures.length);
  const wide = perRow * (columns + space) - space, high_ = Math.ceil(pictures.length / perRow) * (rows + space) - space;
  if (canvas.width !== wide || canvas.height !== high_) [canvas.width, canvas.height] = [wide, high_];
  if (canvas.id !== "digit") canvas.style.width = `${wide * zoom}px`;
  const context = canvas.getContext("2d"), image = context.createImageData(wide, high_);
  pictures.forEach(({at}, n) => {
    const left = (n % perRow) * (columns + space), top = Math.floor(n / perRow) * (rows + space);
    for (let i = 0; i < rows * columns; i++) {
      const level = high > low ? Math.round(255 * (at(i) - low) / (high - low)) : 0;
      const to = 4 * ((top + Math.floor(i / columns)) * wide + left + i % columns);
      image.data[to] = image.data[to + 1] = image.data[to + 2] = level;
      image.data[to + 3] = 255;
    }
  });
  context.putImageData(image, 0, 0);
}

// ---- the three ways to a picture

const panels = ["draw", "photo", "camera"];

function choose(name) {
  for (const each of panels) {
    const tab = byId(`tab-${each}`);
    tab.setAttribute("aria-selected", String(each === name));
    tab.tabIndex = each === name ? 0 : -1;
    byId(each).hidden = each !== name;
  }
  document.querySelector("main").className = name === "draw" ? "" : "wide";
  document.dispatchEvent(new CustomEvent("chosen", {detail: name}));
}

for (const name of panels) {
  byId(`tab-${name}`).addEventListener("click", () => choose(name));
  byId(`tab-${name}`).addEventListener("keydown", event => {
    const step = {ArrowRight: 1, ArrowLeft: 2}[event.key];
    if (!step) return;
    const next = panels[(panels.indexOf(name) + step) % 3];
    choose(next);
    byId(`tab-${next}`).focus();
  });
}
