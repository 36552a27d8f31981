// From a picture of a page to digits as MNIST stores them: lenet_keras/handwriting again, step by step under the same
// names. All of it is arithmetic on whole numbers, or on doubles in the same order, so that both find the same.
"use strict";

const LONGEST = 1600, CELLS = 200, WIDEST = 15, FAINTEST = 200;
const SPECK = 5, LOWEST = 12, SMALLEST = 0.4, FLATTEST = 2.5, MOST = 500;
const OVERLAP = 0.2, GAP = 0.12, FLAT = 1.2, THIN = 0.35, PIECE = 0.6, BROADEST = 1.5;
const BOX = 20, FIELD = 28, MIDDLE = 14, PEN = 0.1;

// A grey picture is {pixels: Uint8Array, rows, columns}, line by line, 0 is black.

function toGrey({data, width, height}) { // an ImageData
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = (9798 * data[4 * i] + 19235 * data[4 * i + 1] + 3735 * data[4 * i + 2] + 16384) >> 15;
  }
  return {pixels, rows: height, columns: width};
}

// ---- paper.py: which pixels are written on

function shrink(picture) {
  const factor = Math.ceil(Math.max(picture.rows, picture.columns) / LONGEST);
  const rows = Math.floor(picture.rows / factor), columns = Math.floor(picture.columns / factor);
  if (factor === 1 || !rows || !columns) return [picture, 1];
  return [means(picture, rows, columns, factor), factor];
}

// The mean of each square; the last row and column are repeated where a square reaches beyond them.
function means({pixels, rows, columns}, newRows, newColumns, side) {
  const sums = new Int32Array(newRows * newColumns);
  for (let y = 0; y < newRows * side; y++) {
    const line = Math.min(y, rows - 1) * columns, target = Math.floor(y / side) * newColumns;
    for (let cell = 0, x = 0; cell < newColumns; cell++) {
      let sum = 0;
      for (let i = 0; i < side; i++, x++) sum += pixels[line + (x < columns ? x : columns - 1)];
      sums[target + cell] += sum;
    }
  }
  // a half goes to the even number, as in OpenCV; for squares of four pixels it goes up
  const out = new Uint8Array(sums.length), count = side * side;
  for (let i = 0; i < sums.length; i++) {
    const whole = Math.floor(sums[i] / count), rest = 2 * (sums[i] - whole * count);
    out[i] = whole + (rest > count || (rest === count && (side === 2 || whole % 2)) ? 1 : 0);
  }
  return {pixels: out, rows: newRows, columns: newColumns};
}

// Weights 1 2 1 both ways.
function smoothed({pixels, rows, columns}) {
  const across = new Int16Array(pixels.length), out = new Uint8Array(pixels.length);
  for (let y = 0, i = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, i++) {
      across[i] = pixels[x ? i - 1 : i] + 2 * pixels[i] + pixels[x < columns - 1 ? i + 1 : i];
    }
  }
  for (let y = 0, i = 0; y < rows; y++) {
    const above = y ? columns : 0, below = y < rows - 1 ? columns : 0;
    for (let x = 0; x < columns; x++, i++) {
      out[i] = (across[i - above] + 2 * across[i] + across[i + below] + 8) >> 4;
    }
  }
  return {pixels: out, rows, columns};
}

// The brightest within a square of WIDEST cells; of the inverted picture, the darkest.
function brightestAround({pixels, rows, columns}) {
  return {pixels: alongColumns(alongRows(pixels, rows, columns), rows, columns), rows, columns};
}

function alongRows(pixels, rows, columns) {
  const out = new Uint8Array(pixels.length), half = (WIDEST - 1) / 2;
  for (let y = 0; y < rows; y++) {
    const line = y * columns;
    for (let x = 0; x < columns; x++) {
      let best = 0;
      for (let i = line + Math.max(x - half, 0), end = line + Math.min(x + half, columns - 1); i <= end; i++) {
        if (pixels[i] > best) best = pixels[i];
      }
      out[line + x] = best;
    }
  }
  return out;
}

function alongColumns(pixels, rows, columns) {
  const out = new Uint8Array(pixels.length), half = (WIDEST - 1) / 2;
  for (let y = 0; y < rows; y++) {
    for (let v = Math.max(y - half, 0), end = Math.min(y + half, rows - 1); v <= end; v++) {
      for (let i = y * columns, j = v * columns, stop = i + columns; i < stop; i++, j++) {
        if (pixels[j] > out[i]) out[i] = pixels[j];
      }
    }
  }
  return out;
}

function inverted({pixels, rows, columns}) {
  const out = new Uint8Array(pixels.length);
  for (let i = 0; i < out.length; i++) out[i] = 255 - pixels[i];
  return {pixels: out, rows, columns};
}

function sum({pixels}) {
  let total = 0;
  for (let i = 0; i < pixels.length; i++) total += pixels[i];
  return total;
}

// The mean of 5 x 5 cells.
function blurred({pixels, rows, columns}) {
  const out = new Uint8Array(pixels.length), inside = (n, end) => Math.min(Math.max(n, 0), end - 1);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let dy = -2; dy <= 2; dy++) {
        for (let dx = -2; dx <= 2; dx++) sum += pixels[inside(y + dy, rows) * columns + inside(x + dx, columns)];
      }
      out[y * columns + x] = Math.floor((2 * sum + 25) / 50);
    }
  }
  return {pixels: out, rows, columns};
}

// 255 a / b, rounded to the nearest, halves to even: a table, since it is needed for each pixel.
const QUOTIENTS = new Uint8Array(65536);
for (let b = 1; b < 256; b++) {
  for (let a = 0; a < 256; a++) {
    const whole = Math.floor(255 * a / b), rest = 2 * (255 * a - whole * b);
    QUOTIENTS[256 * b + a] = Math.min(255, whole + (rest > b || (rest === b && whole % 2) ? 1 : 0));
  }
}

// 1 for ink, 0 for paper.
function findInk(picture) {
  let smooth = smoothed(picture);
  const {rows, columns} = picture;
  const side = Math.max(2, Math.ceil(Math.max(rows, columns) / CELLS));
  const cells = means(smooth, Math.ceil(rows / side), Math.ceil(columns / side), side);
  let brightest = brightestAround(cells);
  const darkest = brightestAround(inverted(cells)); // inverted itself
  const total = sum(cells);
  if (sum(brightest) - total > total - (255 * cells.pixels.length - sum(darkest))) { // chalk
    smooth = inverted(smooth);
    brightest = darkest;
  }
  const light = blurred(inverted(brightestAround(inverted(brightest))));
  const flat = smooth.pixels;
  for (let y = 0, i = 0; y < rows; y++) {
    const line = Math.floor(y / side) * light.columns;
    for (let cell = 0, x = 0; x < columns; cell++) {
      const table = 256 * light.pixels[line + cell];
      for (let end = Math.min(x + side, columns); x < end; x++, i++) flat[i] = QUOTIENTS[table + flat[i]];
    }
  }
  const limit = threshold(flat);
  for (let i = 0; i < flat.length; i++) flat[i] = flat[i] <= limit ? 1 : 0;
  return {pixels: flat, rows, columns};
}

// Otsu's threshold, at most FAINTEST.
function threshold(flat) {
  const counts = new Int32Array(256);
  for (let i = 0; i < flat.length; i++) counts[flat[i]]++;
  const total = counts.reduce((sum, count, value) => sum + count * value, 0);
  let below = 0, weight = 0, best = 0, place = 0;
  for (let value = 0; value < 255; value++) {
    below += counts[value];
    weight += counts[value] * value;
    const apart = weight * flat.length - below * total;
    const between = apart * apart / Math.max(below * (flat.length - below), 1);
    if (between > best) [best, place] = [between, value];
  }
  return Math.min(place, FAINTEST);
}

// ---- regions.py: which ink belongs to one digit

function region(left, top, right, bottom, area, labels) {
  return {left, top, right, bottom, width: right - left, height: bottom - top, area, labels};
}

function union(a, b) {
  return region(Math.min(a.left, b.left), Math.min(a.top, b.top), Math.max(a.right, b.right),
    Math.max(a.bottom, b.bottom), a.area + b.area, [...a.labels, ...b.labels]);
}

const byArea = (a, b) => b.area - a.area || a.top - b.top || a.left - b.left;

function findRegions({pixels, rows, columns}) {
  const labels = new Int32Array(pixels.length), stack = new Int32Array(pixels.length);
  let found = [], label = 0;
  for (let start = 0; start < pixels.length; start++) {
    if (!pixels[start] || labels[start]) continue;
    let left = columns, right = 0, top = rows, bottom = 0, area = 0, size = 1;
    labels[start] = ++label;
    stack[0] = start;
    while (size) {
      const at = stack[--size], y = Math.floor(at / columns), x = at - y * columns;
      area++;
      left = Math.min(left, x); right = Math.max(right, x + 1);
      top = Math.min(top, y); bottom = Math.max(bottom, y + 1);
      for (let v = Math.max(y - 1, 0); v <= Math.min(y + 1, rows - 1); v++) {
        for (let u = Math.max(x - 1, 0); u <= Math.min(x + 1, columns - 1); u++) {
          const next = v * columns + u;
          if (pixels[next] && !labels[next]) {
            labels[next] = label;
            stack[size++] = next;
          }
        }
      }
    }
    const inside = left > 0 && top > 0 && right < columns && bottom < rows;
    if (inside && Math.max(right - left, bottom - top) >= SPECK && area >= SPECK) {
      found.push(region(left, top, right, bottom, area, [label]));
    }
  }
  found = found.sort(byArea).slice(0, MOST);
  return [digitsAmong(joined(found)).sort((a, b) => a.top - b.top || a.left - b.left), labels];
}

function joined(found) {
  const whole = [];
  for (const piece of [...found].sort(byArea)) {
    let best = -1, least = Infinity;
    whole.forEach((other, place) => {
      if (belong(piece, other) && gap(piece, other) < least) [best, least] = [place, gap(piece, other)];
    });
    if (best < 0) whole.push(piece);
    else whole[best] = union(whole[best], piece);
  }
  return whole;
}

function gap(a, b) {
  return Math.max(0, a.top - b.bottom, b.top - a.bottom) + Math.max(0, a.left - b.right, b.left - a.right);
}

function belong(piece, other) {
  const both = union(piece, other), apart = gap(piece, other), low = other.height < piece.height ? other : piece;
  const shared = Math.min(piece.right, other.right) - Math.max(piece.left, other.left);
  const near = apart === 0 ||
    (apart <= GAP * both.height && low.width >= FLAT * low.height && low.height <= THIN * both.height);
  return near && shared >= OVERLAP * Math.min(piece.width, other.width) &&
    low.height <= PIECE * both.height && both.width <= BROADEST * both.height;
}

function digitsAmong(found) {
  const tall = found.filter(each => each.height >= LOWEST && each.width <= FLATTEST * each.height);
  const heights = tall.map(each => each.height).sort((a, b) => a - b);
  return tall.filter(each => each.height >= SMALLEST * heights[Math.floor(heights.length / 2)]);
}

// ---- digit.py: one digit as MNIST stores it

// `mask` is {pixels, rows, columns} with 1 for ink, cut out closely. Gives 784 numbers from 0 to 1.
function prepare(mask) {
  const {pixels, rows, columns} = thickened(mask);
  const scale = BOX / Math.max(rows, columns);
  const newRows = Math.max(1, Math.floor(rows * scale + 0.5));
  const newColumns = Math.max(1, Math.floor(columns * scale + 0.5));
  const down = averaging(rows, newRows), across = averaging(columns, newColumns);
  const narrow = new Float64Array(rows * newColumns);
  for (let y = 0; y < rows; y++) {
    for (const [x, source, weight] of across) narrow[y * newColumns + x] += weight * pixels[y * columns + source];
  }
  const small = new Float64Array(newRows * newColumns);
  for (const [y, source, weight] of down) {
    for (let x = 0; x < newColumns; x++) small[y * newColumns + x] += weight * narrow[source * newColumns + x];
  }
  const most = small.reduce((a, b) => Math.max(a, b)), field = new Float32Array(FIELD * FIELD);
  const rowSums = new Float64Array(newRows), columnSums = new Float64Array(newColumns);
  small.forEach((value, i) => {
    rowSums[Math.floor(i / newColumns)] += value;
    columnSums[i % newColumns] += value;
  });
  const top = start(rowSums), left = start(columnSums);
  small.forEach((value, i) => {
    field[(top + Math.floor(i / newColumns)) * FIELD + left + i % newColumns] = value / most;
  });
  return field;
}

function thickened({pixels, rows, columns}) {
  let area = 0, core = 0;
  const at = (y, x) => y >= 0 && y < rows && x >= 0 && x < columns && pixels[y * columns + x];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      if (!at(y, x)) continue;
      area++;
      if (at(y, x - 1) && at(y, x + 1) && at(y - 1, x) && at(y + 1, x)) core++;
    }
  }
  const pen = 2 * area / (area - core);
  const times = Math.floor((PEN * Math.max(rows, columns) - pen) / 2 + 0.5);
  let mask = {pixels, rows, columns};
  for (let i = 0; i < times; i++) mask = widened(mask);
  return mask;
}

function widened({pixels, rows, columns}) {
  const wide = columns + 2, out = new Uint8Array((rows + 2) * wide);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      if (!pixels[y * columns + x]) continue;
      const i = (y + 1) * wide + x + 1;
      out[i] = out[i - 1] = out[i + 1] = out[i - wide] = out[i + wide] = 1;
    }
  }
  return {pixels: out, rows: rows + 2, columns: wide};
}

// Which of `old` pixels goes into which of `length`, and with which weight.
function averaging(old, length) {
  const shares = [], size = old / length;
  for (let i = 0; i < length; i++) {
    for (let pixel = Math.max(0, Math.floor(i * size) - 1); pixel < old && pixel < (i + 1) * size; pixel++) {
      const shared = Math.min((i + 1) * size, pixel + 1) - Math.max(i * size, pixel);
      if (shared > 0) shares.push([i, pixel, shared * (length / old)]);
    }
  }
  return shares;
}

function start(weights) {
  let sum = 0, moment = 0;
  weights.forEach((weight, i) => { sum += weight; moment += i * weight; });
  const place = Math.floor(MIDDLE - Math.floor(moment / sum * 1024 + 0.5) / 1024 + 0.5);
  return Math.min(Math.max(place, 0), FIELD - weights.length);
}

// ---- finding.py: a picture in, its digits out

// `picture` is an ImageData. Gives [{box: [left, top, width, height], image: Float32Array(784)}] in reading order.
function findDigits(picture) {
  const [small, factor] = shrink(toGrey(picture));
  const [found, labels] = findRegions(findInk(small));
  return lines(found).flat().map(each => {
    const pixels = new Uint8Array(each.width * each.height);
    for (let y = 0, i = 0; y < each.height; y++) {
      for (let x = 0; x < each.width; x++, i++) {
        pixels[i] = each.labels.includes(labels[(each.top + y) * small.columns + each.left + x]) ? 1 : 0;
      }
    }
    const box = [each.left, each.top, each.width, each.height].map(side => side * factor);
    return {box, image: prepare({pixels, rows: each.height, columns: each.width})};
  });
}

function lines(found) {
  const rows = [];
  for (const each of [...found].sort((a, b) => a.left - b.left || a.top - b.top)) {
    const middle = 2 * each.top + each.height;
    const row = rows.find(row => 2 * row.at(-1).top <= middle && middle < 2 * row.at(-1).bottom);
    if (row) row.push(each);
    else rows.push([each]);
  }
  return rows.sort((a, b) => a[0].top - b[0].top || a[0].left - b[0].left);
}
