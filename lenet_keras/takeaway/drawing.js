// Drawing a digit: strokes of mouse, finger, pen or keyboard on a sheet of paper.
"use strict";

const WIDTH = 14, BORDER = 24, STEP = 10; // of the pen; of paper around the sheet; of an arrow key; in its pixels
const paper = byId("paper"), ink = paper.getContext("2d", {willReadFrequently: true});
const strokes = []; // each a list of [x, y]
const cursor = {x: paper.width / 2, y: paper.height / 2, down: false, shown: false};
let waiting = false;

function redraw() {
  ink.fillStyle = "#fff";
  ink.fillRect(0, 0, paper.width, paper.height);
  ink.strokeStyle = ink.fillStyle = "#111";
  ink.lineWidth = WIDTH;
  ink.lineCap = ink.lineJoin = "round";
  for (const stroke of strokes) {
    ink.beginPath();
    ink.moveTo(...stroke[0]);
    for (const point of stroke) ink.lineTo(...point);
    ink.stroke();
  }
}

// Where a pointer is on the sheet, however the page is scrolled, zoomed or laid out at this moment.
function position(event) {
  const box = paper.getBoundingClientRect();
  const left = box.left + paper.clientLeft, top = box.top + paper.clientTop;
  return [(event.clientX - left) * paper.width / paper.clientWidth * (paper.offsetWidth / box.width),
    (event.clientY - top) * paper.height / paper.clientHeight * (paper.offsetHeight / box.height)];
}

// The sheet with a border of paper, so that a stroke to the very edge counts.
function sheet() {
  const {width, height} = paper, picture = ink.getImageData(0, 0, width, height);
  const wide = width + 2 * BORDER, high = height + 2 * BORDER;
  const data = new Uint8ClampedArray(4 * wide * high).fill(255);
  for (let y = 0; y < height; y++) {
    data.set(picture.data.subarray(4 * y * width, 4 * (y + 1) * width), 4 * ((y + BORDER) * wide + BORDER));
  }
  return {data, width: wide, height: high};
}

// Read what is drawn. Only a finished stroke is announced to screen readers.
function readDrawing(finished = true) {
  waiting = false;
  redraw();
  const digits = strokes.length ? readPicture(sheet()) : [];
  if (!digits.length) {
    showNothing(strokes.length ? "I see no digit yet. Draw it larger." : "Draw a digit.");
  } else {
    const most = digits.reduce((a, b) => a.box[3] >= b.box[3] ? a : b);
    if (finished) {
      say(digits.length === 1 ? inWords(most)
        : `${digits.length} digits: ${digits.map(each => isSure(each.probabilities) ? best(each.probabilities) : "?").join(" ")}`);
    }
    showDigit(most);
  }
  if (cursor.shown) drawCursor();
}

function drawCursor() {
  ink.lineWidth = 2;
  ink.strokeStyle = cursor.down ? "#c00" : "#06c";
  ink.beginPath();
  ink.arc(cursor.x, cursor.y, WIDTH / 2 + 2, 0, 2 * Math.PI);
  ink.stroke();
}

paper.addEventListener("pointerdown", event => {
  if (event.button || !event.isPrimary) return;
  event.preventDefault();
  paper.focus({preventScroll: true});
  cursor.shown = cursor.down = false;
  paper.setPointerCapture(event.pointerId);
  strokes.push([position(event)]);
  redraw();
});

paper.addEventListener("pointermove", event => {
  if (!paper.hasPointerCapture(event.pointerId)) return;
  const points = event.getCoalescedEvents?.() ?? [];
  for (const each of points.length ? points : [event]) strokes.at(-1).push(position(each));
  redraw();
  if (!waiting) {
    waiting = true;
    requestAnimationFrame(() => waiting && readDrawing(false));
  }
});

for (const name of ["pointerup", "pointercancel"]) {
  paper.addEventListener(name, event => {
    if (!paper.hasPointerCapture(event.pointerId)) return;
    paper.releasePointerCapture(event.pointerId);
    readDrawing();
  });
}

paper.addEventListener("keydown", event => {
  const move = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[event.key];
  if (move) {
    cursor.x = Math.min(Math.max(cursor.x + STEP * move[0], 0), paper.width);
    cursor.y = Math.min(Math.max(cursor.y + STEP * move[1], 0), paper.height);
    if (cursor.down) strokes.at(-1).push([cursor.x, cursor.y]);
  } else if (event.key === " ") {
    cursor.down = !cursor.down;
    if (cursor.down) strokes.push([[cursor.x, cursor.y]]);
  } else if (event.key === "Backspace") {
    takeBack();
  } else if (event.key === "Delete") {
    clearPaper();
  } else {
    return;
  }
  event.preventDefault();
  cursor.shown = true;
  readDrawing(!cursor.down);
});

paper.addEventListener("focus", () => {
  if (!paper.matches(":focus-visible")) return;
  cursor.shown = true;
  readDrawing();
});

paper.addEventListener("blur", () => {
  cursor.shown = cursor.down = false;
  redraw();
});

function takeBack() {
  strokes.pop();
  cursor.down = false;
  readDrawing();
}

function clearPaper() {
  strokes.length = 0;
  cursor.down = false;
  readDrawing();
}

byId("clear").addEventListener("click", clearPaper);
byId("undo").addEventListener("click", takeBack);
document.addEventListener("chosen", ({detail}) => detail === "draw" && readDrawing());
redraw();
